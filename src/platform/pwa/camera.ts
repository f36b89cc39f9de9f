/** The picture of the camera that faces away from the person; null where there is none or it is refused. */
export async function rearCameraStream(): Promise<MediaStream | null> {
  try {
    return await navigator.mediaDevices.getUserMedia({
      audio: false,
      video: { facingMode: 'environment', width: { ideal: 1280 }, height: { ideal: 720 } },
    });
  } catch {
    return null; // no camera, no permission, or another program has it: for a person it is all the same
  }
}
