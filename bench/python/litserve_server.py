"""LitServe with its batching: as many as wait, no more than the limit, one process for the engine."""

import litserve
import numpy as np

from onnx_model import MAX_BATCH, PORT, OnnxModel


class Api(litserve.LitAPI):
    def setup(self, device):
        self.model = OnnxModel()

    def decode_request(self, request):
        return self.model.decode(request["inputs"])

    def batch(self, inputs):
        return np.concatenate(inputs)

    def predict(self, stacked):
        return self.model.run(stacked)

    def unbatch(self, output):
        return list(output)

    def encode_response(self, output):
        return {"outputs": output.reshape(-1).tolist()}


if __name__ == "__main__":
    api = Api(max_batch_size=MAX_BATCH, batch_timeout=0.001)
    litserve.LitServer(api, accelerator="cpu", workers_per_device=1).run(
        host="127.0.0.1", port=PORT, generate_client_file=False, log_level="warning", access_log=False
    )
