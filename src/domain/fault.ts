/**
 * Every failure a person can meet, with what it means. The words for each are in `ui/fault-words.ts`, in every language
 * that Beep speaks; the compiler refuses a code without words.
 */
export const FAULTS = {
  // The device
  'storage-full': 'the disk or the quota is full; nothing of this step was kept',
  'storage-unavailable': 'this browser keeps nothing (private mode, or IndexedDB switched off)',
  'storage-blocked': 'another window holds an older version of the store open',
  'storage-newer': 'the store was written by a newer Beep; nothing was changed',
  'storage-failed': 'the store answered with an error that is none of the above',
  'vault-damaged': 'a stored record does not open under the vault key',
  'unsupported-browser': 'this browser lacks something Beep cannot do without',
  'other-tab': 'another tab of this browser is the one that writes',
  // What somebody typed, pasted or scanned
  'name-empty': 'no name was given',
  'name-too-long': 'the name is longer than MAX_NAME_BYTES',
  'text-too-long': 'the message is longer than MAX_TEXT_BYTES',
  'text-empty': 'nothing was written',
  'mentions-too-many': 'the message names more people than MAX_MENTIONS',
  'poll-unfit':
    'the question or an answer of a poll is empty, too long or there twice, or there are too few or many',
  'emoji-unknown': 'what is to be put to a message is not one emoji',
  'draft-gone': 'there is no such draft on this device, or it no longer opens',
  'draft-too-large': 'the document of a draft is larger than MAX_DRAFT_BYTES',
  'draft-blank': 'nothing is written in the draft',
  'draft-unshared': 'the draft is shared with nobody, or its people cannot be reached by its name any more',
  'memo-too-large': 'what the draft says is larger than MAX_MEMO_BYTES',
  'not-approved': 'what was put up is not approved, or was changed since',
  'memo-missing': 'pieces of the memo, or of what was put up, are not here yet',
  'memo-unreadable': 'the file is no memo, or not a whole one',
  'memo-altered': 'what was signed is other bytes than those of the memo',
  'memo-forged': 'a signature of a memo is not that of whose it is said to be',
  'memo-unapproved': 'somebody who was asked to approve a memo has not',
  'proof-revoked': 'the badge or device of whoever signed a message was revoked by then',
  'proof-unavailable': 'what shows who signed a message is not held here, or does not fit a file',
  'message-gone': 'the message is not held, or was deleted',
  'message-far': 'more was said since the message than is kept at hand at once',
  'not-allowed': 'this is not ours to do: the message is somebody else’s, or only admins may do it here',
  'link-not-beep': 'the text is not a Beep contact link',
  'link-damaged': 'the text is a contact link, but characters of it are missing or changed',
  'link-own': 'the contact link is our own',
  'link-known': 'the person in the contact link is a contact already',
  'post-unknown': 'no charge is known that says who holds the post, or held it',
  'post-own': 'the post is our own, so that there is nobody else to write to',
  'post-not-held': 'the post is not ours to hand over: we hold it no more, or it is in dispute',
  'charge-unreadable': 'the text or file is no charge, or characters of it are missing or changed',
  'charge-untrusted':
    'the charge is of an authority that is not trusted here, or of a registrar of another department',
  // What two people carry to each other by hand
  'hand-not-beep': 'the text is neither an offer nor an answer to be carried by hand',
  'hand-damaged': 'it is one, but characters of it are missing or changed',
  'hand-version': 'it is one of another version of the protocol',
  'hand-expired': 'it is too old, or was not answered in time',
  'hand-used': 'it was used before',
  'hand-own': 'it is our own',
  'hand-wrong-step': 'it is an offer where an answer is waited for, or the other way round',
  'hand-not-ours': 'it is an answer to an offer that is not ours',
  'hand-unexpected': 'it is somebody else’s than the person whom we want to reach',
  'hand-blocked': 'it is of a person whom we have blocked',
  'hand-no-address': 'the browser tells no address of this device, so that nobody could reach it',
  'hand-failed': 'both have what they need, and no connection came of it',
  // What brings a badge
  'badge-not-beep': 'the text or file is no reply to a request for a badge',
  'badge-damaged':
    'it is one, but characters of it are missing or changed, or what is in it does not belong together',
  'badge-version': 'it is one of another version of the protocol',
  'badge-not-ours': 'the badge is of another person, or of a key that this device does not have',
  'badge-unfit':
    'whoever issued the badge may not issue it: it is of another department, or of a time when they were no registrar',
  'badge-expired': 'the badge has ended, by the time as far as it is known',
  'badge-other-office':
    'the introducer does not let us in, and the badge is of an authority whose badges it does not want to see',
  'request-damaged':
    'the link to a request for a badge is not whole, or what is in it does not belong together',
  'authorities-too-many': 'this device trusts as many authorities as it can',
  'member-unknown': 'nobody has ever shown us how to reach the person, so that others could not either',
  // The words of a key
  'words-wrong': 'the words are not 24 of the list, or do not go together',
  'words-away': 'the list of words could not be fetched',
  'words-not-ours': 'the words are of another person than this device’s',
  // What the other side answered
  'intro-used': 'the contact link has been used by somebody else',
  'intro-expired': 'the contact link is too old',
  'peer-mismatch': 'the device that answered is not the one we expected',
  // What directories say
  'not-in-directory': 'no directory held here has a row of the person by which they may be dialled',
} as const satisfies Record<string, string>;

export type FaultCode = keyof typeof FAULTS;

/** Thrown only by `platform/`; caught only by use cases in `app/`, which turn it into a `Result`. */
export class Fault extends Error {
  override readonly name = 'Fault';
  readonly code: FaultCode;
  constructor(code: FaultCode, options?: { cause: unknown }) {
    super(code, options);
    this.code = code;
  }
}
