import { expect, it } from "vitest";
import { device } from "./device.ts";
import { listDevices } from "./list-devices.ts";

it("knows of every device whether it is installed, and says why one is not", async () => {
  const devices = await listDevices();
  expect(devices.map((status) => status.device)).toEqual(device.options);
  expect(devices[0]).toEqual({ device: "cpu", installed: true });
  const absent = process.platform === "win32" ? "coreml" : "dml";
  expect(devices).toContainEqual({
    device: absent,
    installed: false,
    reason: `onnxruntime-node has no build of it for ${process.platform}-${process.arch}`,
  });
});
