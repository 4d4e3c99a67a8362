// Converts pictures of any size to frames for the network's input: bytes of 0 to 255, row-major HWC.
const canvas = document.createElement("canvas");
const context = canvas.getContext("2d", { willReadFrequently: true });

// A picture is { data, height, width } with grey bytes, or { image } for anything that a canvas can draw. If its aspect ratio differs from the frame's, its middle is used.
export function toFrame(picture, { height, width, channels }) {
  if (picture.data && picture.height === height && picture.width === width && channels === 1) return picture.data;
  const image = picture.image ?? greyImage(picture);
  const across = image.videoWidth || image.width, down = image.videoHeight || image.height;
  const scale = Math.max(width / across, height / down), takenAcross = width / scale, takenDown = height / scale;
  canvas.width = width;
  canvas.height = height;
  context.imageSmoothingQuality = "high";
  context.drawImage(image, (across - takenAcross) / 2, (down - takenDown) / 2, takenAcross, takenDown, 0, 0, width, height);
  const pixels = context.getImageData(0, 0, width, height).data, frame = new Uint8Array(height * width * channels);
  for (let i = 0; i < height * width; i++) {
    const [red, green, blue] = pixels.subarray(i * 4, i * 4 + 3);
    if (channels === 3) frame.set([red, green, blue], i * 3);
    else frame.fill(Math.round(red * .299 + green * .587 + blue * .114), i * channels, (i + 1) * channels);
  }
  return frame;
}

function greyImage({ data, height, width }) {
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = height;
  const inner = canvas.getContext("2d"), image = inner.createImageData(width, height);
  data.forEach((value, i) => image.data.set([value, value, value, 255], i * 4));
  inner.putImageData(image, 0, 0);
  return canvas;
}
