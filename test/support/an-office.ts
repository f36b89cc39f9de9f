import { sealAuthority } from '../../src/protocol/authority.js';
import { sealBadge, type BadgeNames } from '../../src/protocol/badge.js';
import { encodePage, pageHash, sealDirectory, type DirectoryRow } from '../../src/protocol/directory.js';
import { ed25519PublicKey, ed25519Sign } from '../../src/protocol/ed25519.js';
import { encodeReply, openRequest } from '../../src/protocol/enrolment.js';
import { readIssuerId, readPersonId, type IssuerId } from '../../src/protocol/ids.js';
import type { Department } from '../../src/protocol/department.js';
import { issuerOf, type Issuer } from '../../src/protocol/issuer.js';
import { sealPass } from '../../src/protocol/pass.js';
import type { Sign } from '../../src/protocol/sign1.js';
import { sealRevocations, type Revocations } from '../../src/protocol/revocations.js';
import { WORLD_BEGINS_MS } from '../sim/machine-state.js';
import { sealCharge, type Charge } from '../../src/protocol/charge.js';

export type Office = Awaited<ReturnType<typeof anOffice>>;

const DAY_S = 86_400;
export const FINANCE = ['Finance Division'];

/** The authority, or one of its registrars, with the key that it signs by. */
export interface Signing extends Issuer {
  readonly sign: Sign;
}

/** An authority with a registrar for one division, who signs what a story needs. Its clock stands where a town begins. */
export async function anOffice(
  random: { bytes(length: number): Uint8Array },
  nowMs = WORLD_BEGINS_MS,
  name = 'Establishment Division',
) {
  const key = () => {
    const seed = random.bytes(32);
    return {
      publicKey: ed25519PublicKey(seed),
      sign: (bytes: Uint8Array) => Promise.resolve(ed25519Sign(seed, bytes)),
    };
  };
  const [root, office] = [key(), key()];
  const authority: IssuerId = readIssuerId(root.publicKey)!;
  const nowS = Math.floor(nowMs / 1000);
  const validity = { issuedS: nowS - DAY_S, fromS: nowS - DAY_S, untilS: nowS + 180 * DAY_S };
  const appointed = async (
    { publicKey, sign }: ReturnType<typeof key>,
    registrarName: string,
    department: Department,
  ) => {
    const badge = await sealBadge(
      {
        issuer: authority,
        holder: readPersonId(publicKey)!,
        id: random.bytes(8),
        ...validity,
        names: { name: registrarName, title: '', department: department.length > 0 ? department : [name] },
        urdu: null,
        grade: '',
        post: null,
        replaces: null,
        mayIssueFor: department,
      },
      root.sign,
    );
    return { issuer: issuerOf(badge), registrar: badge, sign };
  };
  const own = await appointed(office, 'Registrar, Finance', FINANCE);
  const { issuer, registrar } = own;
  const authorityDoc = await sealAuthority(
    { key: authority, name, urduName: null, issuedMs: nowMs - 1000 },
    root.sign,
  );
  const registrarPass = await sealPass(
    {
      issuer: authority,
      holder: registrar.holder,
      id: registrar.id,
      fromS: validity.fromS,
      untilS: validity.untilS,
    },
    root.sign,
  );
  let number = 0;
  const { untilS, fromS } = validity;

  return {
    authority,
    authorityDoc,
    registrar,
    /** The registrar's answer to a request: the reply as a file, and the row of a directory. */
    async answer(request: Uint8Array, says: Partial<BadgeNames & { untilS: number; replaces: string }> = {}) {
      const asked = openRequest(request);
      if (!asked) throw new Error('this is no request');
      const id = random.bytes(8);
      const names = {
        name: says.name ?? asked.card.name,
        title: says.title ?? asked.title,
        department: says.department ?? [...FINANCE, 'Budget Wing'],
      };
      const badge = await sealBadge(
        {
          issuer,
          holder: asked.manifest.person,
          id,
          ...validity,
          untilS: says.untilS ?? untilS,
          names,
          urdu: null,
          grade: 'BS-17',
          post: null,
          replaces: null,
          mayIssueFor: null,
        },
        office.sign,
      );
      const pass = await sealPass(
        { issuer, holder: badge.holder, id, fromS, untilS: badge.untilS },
        office.sign,
      );
      const row: DirectoryRow = {
        person: badge.holder,
        device: asked.card.device,
        rendezvous: asked.card.rendezvous,
        badge: id,
        untilS: badge.untilS,
        name: names.name,
        title: names.title,
        grade: 'BS-17',
        urduName: '',
        urduTitle: '',
        post: null,
      };
      const bytes = encodeReply({
        authority: authorityDoc,
        badges: [badge, registrar],
        passes: [pass, registrarPass],
      });
      return { bytes, badge, pass, row };
    },
    /** The registrar's next list, and the index that names it. */
    async revoke(
      rows: Partial<Pick<Revocations, 'badges' | 'people' | 'devices' | 'issuedMs'>>,
      numbered: number = ++number,
    ) {
      const list = await sealRevocations(
        {
          authority,
          issuer,
          registrar,
          number: numbered,
          issuedMs: nowMs,
          nextUpdateMs: nowMs + 30 * DAY_S * 1000,
          badges: [],
          people: [],
          devices: [],
          ...rows,
        },
        office.sign,
      );
      return { bytes: list.bytes, ...named('revocations', issuer) };
    },
    /** The authority's list, by which the registrar is none any more. */
    async revokeRegistrar(fromMs: number, by: 'badge' | 'key' = 'badge') {
      const list = await sealRevocations(
        {
          authority,
          issuer: authority,
          registrar: null,
          number: ++number,
          issuedMs: nowMs,
          nextUpdateMs: nowMs + 30 * DAY_S * 1000,
          badges: by === 'badge' ? [{ id: registrar.id, fromMs }] : [],
          people: by === 'key' ? [{ person: registrar.holder, fromMs }] : [],
          devices: [],
        },
        root.sign,
      );
      return { bytes: list.bytes, ...named('revocations', authority) };
    },
    /** A sound key, the same for the same number. */
    someKey: (n: number) => readPersonId(ed25519PublicKey(new Uint8Array(32).fill(n)))!,
    /** The registrar's next directory. */
    async list(rows: readonly DirectoryRow[]) {
      const page = encodePage({
        kind: 'people',
        department: [...FINANCE, 'Budget Wing'],
        urduDepartment: null,
        rows,
      });
      const directory = await sealDirectory(
        {
          authority,
          issuer,
          registrar,
          number: ++number,
          issuedMs: nowMs,
          nextUpdateMs: nowMs + 30 * DAY_S * 1000,
          pages: [pageHash(page)],
        },
        office.sign,
      );
      return { bytes: directory.bytes, pages: [page], ...named('directories', issuer) };
    },
    /** Who may sign charges, beside the registrar. */
    root: { issuer: authority, registrar: null, sign: root.sign } satisfies Signing,
    own: own satisfies Signing,
    /** Another registrar of the authority. */
    appoint: (registrarName: string, department: Department = FINANCE): Promise<Signing> =>
      appointed(key(), registrarName, department),
    /** Signed by the registrar, or by `by`. */
    charge: (
      charge: Omit<Charge, 'authority' | 'issuer' | 'registrar'>,
      { issuer: signer, registrar: badge, sign }: Signing = own,
    ) => sealCharge({ authority, issuer: signer, registrar: badge, ...charge }, sign),
    /** The authority's next list. */
    async revokeByRoot(rows: Partial<Pick<Revocations, 'badges' | 'people' | 'devices' | 'issuedMs'>>) {
      const list = await sealRevocations(
        {
          authority,
          issuer: authority,
          registrar: null,
          number: ++number,
          issuedMs: nowMs,
          nextUpdateMs: nowMs + 30 * DAY_S * 1000,
          badges: [],
          people: [],
          devices: [],
          ...rows,
        },
        root.sign,
      );
      return { bytes: list.bytes, ...named('revocations', authority) };
    },
  };
}

function named(folder: 'revocations' | 'directories', issuer: IssuerId) {
  const name = `${issuer}.cbor`;
  return { name, index: new TextEncoder().encode(JSON.stringify({ [folder]: [name] })) };
}
