/** What `--json` prints of somebody. */
export interface FoundPerson {
  readonly person: string;
  readonly device: string;
  readonly isRead?: boolean;
  readonly badges: readonly {
    readonly name: string;
    readonly authority: string;
    readonly standing: string;
    readonly revokedLaterMs: number | null;
  }[];
}

export interface Found {
  readonly [field: string]: unknown;
  readonly author: FoundPerson;
  readonly receipts: readonly FoundPerson[];
  readonly memo: { readonly hash: string } | null;
}

export function prove(
  bytes: Uint8Array,
  trusted?: readonly string[],
  atMs?: number | null,
): { readonly ok: true; readonly value: Found } | { readonly ok: false; readonly error: string };
