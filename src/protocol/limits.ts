/** Every bound the wire format relies on. `docs/protocol.md` quotes this file. */

/** Largest canonical CBOR value that is ever decoded, in bytes; but for memos, see MAX_MEMO_BYTES. */
export const MAX_CBOR_BYTES = 64 * 1024;
/** Largest message on the data channel, in bytes: one sealed record, or one handshake message. */
export const MAX_FRAME_BYTES = 16 * 1024;
/** Largest record before sealing, in bytes, its padding included. */
export const MAX_RECORD_BYTES = MAX_FRAME_BYTES - 16;
/**
 * Smallest record before sealing, in bytes, its padding included: a frame of 256. Whatever is said between the messages
 * has this one size, and two devices that are in sync find that out in 512 bytes.
 */
export const LEAST_RECORD_BYTES = 256 - 16;
/** Longest message text, counted in UTF-8 bytes, not characters. */
export const MAX_TEXT_BYTES = 8 * 1024;
/** People named in one text. */
export const MAX_MENTIONS = 32;
/** Longest emoji of a reaction, in UTF-8 bytes. */
export const MAX_EMOJI_BYTES = 32;
/** Longest question of a poll, in UTF-8 bytes. */
export const MAX_QUESTION_BYTES = 1024;
/** Longest answer that a poll offers, in UTF-8 bytes. */
export const MAX_OPTION_BYTES = 256;
/** Answers that a poll offers. */
export const MAX_OPTIONS = 12;
/** Largest memo, encoded, in bytes. */
export const MAX_MEMO_BYTES = 256 * 1024;
/** Largest memo with its trail, in bytes. */
export const MAX_MEMO_BUNDLE_BYTES = 512 * 1024;
/** Largest piece of a bundle, or part of an update, in bytes: with the entry around it, it fits one `give`. */
export const MAX_PIECE_BYTES = 12 * 1024;
/** Pieces of one bundle. */
export const MAX_PIECES = 48;
/** Parts of one update of a draft. */
export const MAX_UPDATE_PARTS = 256;
/** Longest signal between two who have one draft open, in UTF-8 bytes. */
export const MAX_DRAFT_SIGNAL_BYTES = 12 * 1024;
/** People who approve one draft. */
export const MAX_APPROVERS = 8;
/** Longest remarks on a draft that is put up or returned, in UTF-8 bytes. */
export const MAX_REMARKS_BYTES = 4 * 1024;
/** Longest subject of a memo, in UTF-8 bytes. */
export const MAX_SUBJECT_BYTES = 512;
/** UTF-8 bytes of the name of a file that a memo names. */
export const MAX_FILE_NAME_BYTES = 256;
/** Lists and quotes in each other in a memo. */
export const MAX_MEMO_DEPTH = 8;
/** Greatest number that a list in a memo begins with. */
export const MAX_LIST_NUMBER = 999_999;
/** Longest name of a person, in UTF-8 bytes. */
export const MAX_NAME_BYTES = 128;
/** Longest label of a device, in UTF-8 bytes. */
export const MAX_LABEL_BYTES = 64;
/** Bytes of entries and bodies put into one `give`; a longer run is sent as several. */
export const MAX_GIVE_BYTES = 15 * 1024;
/** Entries in one `give`. */
export const MAX_ENTRIES_PER_GIVE = 64;
/** Gives of one link that wait for their turn, and that one `ack` answers at most. */
export const MAX_WAITING_GIVES = 128;
/** Names of roster items in one record. */
export const MAX_NAMES_PER_RECORD = 512;
/** Roster items in one `roster-give`. */
export const MAX_ITEMS_PER_GIVE = 64;
/** Ids in the `after` field of an entry. */
export const MAX_AFTER = 16;
/** Former ids that what is said again names. */
export const MAX_AGAIN = 8;
/** Largest body of an admin entry, in bytes: with the largest entry around it, it still fits one `give`. */
export const MAX_ADMIN_BODY_BYTES = 14 * 1024;
/** Admin entries named in the `knows` field of an admin entry. */
export const MAX_KNOWS = 16;
/** Logs whose heads one `add` names. */
export const MAX_ANCHORS = 128;
/** Logs of a removed person that one `remove` names: one of each device. */
export const MAX_PINS = 64;
/** Devices in one manifest, live and revoked together. */
export const MAX_DEVICES = 64;
/** Keys in one prekey list. */
export const MAX_PREKEYS = 4;
/** Rows in one `have`, `have-part`, `news` or receipt. */
export const MAX_VECTOR_ROWS = 256;
/** People whom one device links with in a group that is larger than this by two. */
export const MAX_NEIGHBOURS = 8;
/** Characters of a contact link that are looked at. */
export const MAX_LINK_CHARS = 4096;
/** Largest offer or answer that is carried by hand, in bytes before base32: as a QR code a phone still reads it. */
export const MAX_HAND_BYTES = 768;
/** Ways to itself that such an offer or answer names. */
export const MAX_CANDIDATES = 8;
/** Largest sealed signal, in bytes before base64url. */
export const MAX_SIGNAL_BYTES = 8 * 1024;
/** Arrays and maps in each other, in a CBOR value that came from elsewhere: twice what any of ours has. */
export const MAX_CBOR_DEPTH = 16;
/** Characters of one frame to or from the introducer. */
export const MAX_INTRODUCER_FRAME_CHARS = 16 * 1024;
/** Topics one connection to the introducer may hold. */
export const MAX_TOPICS = 64;
/** Latest time a signed object may claim: 9999-12-31T23:59:59.999Z, in ms since the Unix epoch. */
export const MAX_TIME_MS = 253_402_300_799_999;
/** Greatest place in the reading order: a thousand years of milliseconds of room above MAX_TIME_MS. */
export const MAX_ORDER_MS = MAX_TIME_MS + 31_557_600_000_000;
/** Greatest place that others write behind: what lies above is room for those who have been pushed up to here. */
export const MAX_FOLLOWED_ORDER_MS = MAX_TIME_MS + 15_778_800_000_000;
/** Longest title or name of a post, in UTF-8 bytes. */
export const MAX_TITLE_BYTES = 128;
/** Longest grade on a badge, in UTF-8 bytes. */
export const MAX_GRADE_BYTES = 32;
/** Names in each other that say where a department stands: division, wing, section … */
export const MAX_DEPARTMENT_LEVELS = 6;
/** Largest badge, in bytes. */
export const MAX_BADGE_BYTES = 2 * 1024;
/** Badges that one device shows: of several authorities, each with that of the registrar who issued it. */
export const MAX_BADGES = 6;
/** What one issuer has revoked, in one list. */
export const MAX_REVOCATIONS = 4_096;
/** Largest list of revocations or index of a directory, in bytes. */
export const MAX_REGISTRY_DOC_BYTES = 256 * 1024;
/** Largest page of a directory, in bytes: it fits one record. */
export const MAX_PAGE_BYTES = 12 * 1024;
/** People on one page. */
export const MAX_PAGE_ROWS = 256;
/** Pages of one directory. */
export const MAX_PAGES = 4_096;
/** Largest request for a badge, or reply to one, in bytes before base32: as a QR code a phone still reads it. */
export const MAX_ENROLMENT_BYTES = 2 * 1024;
/** Badges, with those of registrars, in the file of a proof or a memo. */
export const MAX_VOUCHED_BADGES = 128;
/** Authorities whose documents stand in such a file; of lists of revocations twice as many. */
export const MAX_VOUCHED_AUTHORITIES = 8;
/** Badges, authorities and lists of revocations of such a file together, in bytes. */
export const MAX_VOUCHERS_BYTES = 384 * 1024;
/** Largest file of a proof, in bytes. */
export const MAX_PROOF_BYTES = 1_310_720;
/** People, changes of the message, and receipts in one. */
export const MAX_PROOF_PARTS = 64;
/** Entries in one that only join what was signed to what signed for it. */
export const MAX_PROOF_CHAIN = 512;
