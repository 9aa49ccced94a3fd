"""FastAPI and the engine, one call per request."""

import uvicorn
from fastapi import FastAPI
from pydantic import BaseModel

from onnx_model import PORT, OnnxModel

model = OnnxModel()
app = FastAPI()


class Request(BaseModel):
    inputs: list[float]


@app.post("/predict")
def predict(request: Request) -> dict[str, list[float]]:
    return {"outputs": model.run(model.decode(request.inputs)).reshape(-1).tolist()}


if __name__ == "__main__":
    uvicorn.run(app, host="127.0.0.1", port=PORT, log_level="warning")
