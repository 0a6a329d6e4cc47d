"""What TensorBoard itself writes and reads; needs torch 1.13 and tensorboard (2.22 here).

record.py write              records the bytes of the events in event-messages.test.ts, by SummaryWriter
node write-events.ts FOLDER; record.py read FOLDER
                             records the bytes of the files there, and what TensorBoard's reader finds in them
"""

import base64
import json
import pathlib
import sys
import tempfile
import time

here = pathlib.Path(__file__).parent / "fixtures"
start = 1790000000.25


def write():
    from torch.utils.tensorboard import SummaryWriter

    time.time = lambda: start
    with tempfile.TemporaryDirectory() as folder:
        writer = SummaryWriter(folder, purge_step=3)
        writer.add_text("args", "    learningRate: 0.00005\n    café", 0, walltime=start)
        writer.add_scalar("train/loss", 0.0, 0, walltime=start)
        writer.add_scalar("train/loss", 0.6931471805599453, 3, walltime=start + 1)
        writer.add_scalar("train/learning_rate", 4.5e-05, 3, walltime=start + 1)
        writer.add_scalar("eval/accuracy", float("nan"), 2**40, walltime=start + 2)
        writer.close()
        (file,) = pathlib.Path(folder).glob("events.out.tfevents.*")
        return base64.b64encode(file.read_bytes()).decode()


def read_file(path):
    from tensorboard.backend.event_processing.event_file_loader import EventFileLoader

    def value(summary):
        text = [item.decode() for item in summary.tensor.string_val]
        plugin = summary.metadata.plugin_data.plugin_name
        return {"tag": summary.tag, "plugin": plugin, "text": text, "numbers": [str(x) for x in summary.tensor.float_val]}

    return [
        {
            "wallTime": event.wall_time,
            "step": event.step,
            "what": event.WhichOneof("what"),
            "values": [value(summary) for summary in event.summary.value],
        }
        for event in EventFileLoader(str(path)).Load()
    ]


def read(folder):
    from tensorboard.backend.event_processing.plugin_event_accumulator import EventAccumulator
    from tensorboard.util import tensor_util

    paths = sorted(pathlib.Path(folder).iterdir())
    accumulator = EventAccumulator(folder).Reload()
    tags = [tag for tag in accumulator.Tags()["tensors"] if tag.startswith(("train", "eval"))]
    return {
        "files": [{"bytes": base64.b64encode(path.read_bytes()).decode(), "events": read_file(path)} for path in paths],
        "scalars": {
            tag: [[event.step, str(tensor_util.make_ndarray(event.tensor_proto))] for event in accumulator.Tensors(tag)]
            for tag in tags
        },
    }


if __name__ == "__main__":
    command, *arguments = sys.argv[1:]
    result = write() if command == "write" else read(*arguments)
    (here / f"{command}.json").write_text(json.dumps(result, indent=1) + "\n")
