/** What to call the file of a proof: when the message was sent. `sentAtMs`: in ms since the Unix epoch. */
export const proofFileName = (sentAtMs: number): string =>
  `proof ${new Date(sentAtMs).toISOString().slice(0, 16).replace('T', ' ').replace(':', '.')}.beep-proof`;
