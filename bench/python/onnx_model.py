"""The model as every server here runs it: one session, the threads it is given, no spinning, batches stacked on axis 0."""

import os

import numpy as np
import onnxruntime as ort


class OnnxModel:
    def __init__(self) -> None:
        options = ort.SessionOptions()
        options.intra_op_num_threads = int(os.environ["BENCH_THREADS"])
        options.inter_op_num_threads = 1
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        self.session = ort.InferenceSession(os.environ["BENCH_MODEL"], options, providers=["CPUExecutionProvider"])
        self.name = self.session.get_inputs()[0].name
        self.shape = [1] + [int(dim) for dim in os.environ["BENCH_SHAPE"].split(",")][1:]

    def decode(self, numbers: list[float]) -> np.ndarray:
        return np.asarray(numbers, dtype=np.float32).reshape(self.shape)

    def run(self, stacked: np.ndarray) -> np.ndarray:
        return self.session.run(None, {self.name: stacked})[0]


MAX_BATCH = int(os.environ["BENCH_MAX_BATCH"])
PORT = int(os.environ["BENCH_PORT"])
