"""BentoML with its adaptive batching."""

import bentoml
import numpy as np

from onnx_model import MAX_BATCH, OnnxModel


@bentoml.service(workers=1, traffic={"timeout": 60, "max_concurrency": 10_000})
class Bench:
    def __init__(self) -> None:
        self.model = OnnxModel()

    @bentoml.api(batchable=True, max_batch_size=MAX_BATCH, max_latency_ms=10_000, route="/predict")
    def predict(self, inputs: list[list[float]]) -> list[list[float]]:
        stacked = np.concatenate([self.model.decode(numbers) for numbers in inputs])
        return self.model.run(stacked).reshape(len(inputs), -1).tolist()
