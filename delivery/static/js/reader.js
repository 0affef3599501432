/**
 * Reads QR codes from a picture: the browser's own reader where there is one, else ZXing as WebAssembly.
 * Neither sends anything anywhere.
 */
const FORMATS = ["qr_code"];

async function native() {
  const known = (await globalThis.BarcodeDetector?.getSupportedFormats()) ?? [];
  if (!FORMATS.every((format) => known.includes(format))) return null;
  const detector = new BarcodeDetector({ formats: FORMATS });
  return async (video) => (await detector.detect(video))[0]?.rawValue ?? "";
}

async function zxing() {
  const { prepareZXingModule, readBarcodes } = await import("../vendor/zxing.js");
  const wasm = new URL("../vendor/zxing_reader.wasm", import.meta.url).href;
  await prepareZXingModule({ overrides: { locateFile: () => wasm }, fireImmediately: true });
  const canvas = new OffscreenCanvas(1, 1);
  const paper = canvas.getContext("2d", { willReadFrequently: true });
  return async (video) => {
    [canvas.width, canvas.height] = [video.videoWidth, video.videoHeight];
    paper.drawImage(video, 0, 0);
    const found = await readBarcodes(paper.getImageData(0, 0, canvas.width, canvas.height), { formats: ["QRCode"], maxNumberOfSymbols: 1 });
    return found[0]?.text ?? "";
  };
}

/** A function from a playing video to the text of the code in view, or "". */
export async function reader() {
  return (await native()) ?? zxing();
}
