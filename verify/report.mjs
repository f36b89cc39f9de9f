// What was found, in words: English, and Urdu.

const EN = {
  proved: 'PROVED',
  notProved: 'NOT PROVED',
  kind: { text: 'Message', poll: 'Poll', memo: 'Memo' },
  by: 'Signed by',
  put: 'Put up by',
  approved: 'Approved by',
  sent: 'Sent by',
  deleted: (when) => `Its author has deleted it (${when}).`,
  earlier: (when) => `Earlier text (${when})`,
  claimed: 'by the clock of the device',
  place: (seq) => `number ${seq + 1} in the log of the device, conversation`,
  between: 'For a conversation of two',
  group: 'For a group. That anybody was a member of it is not proved.',
  read: 'Has it and has shown it',
  delivered: 'Has it',
  receipts: 'Receipts',
  noReceipts: 'No receipts in this file. That says nothing of who has read it.',
  noBadge: 'no badge: known by this key only',
  retired: 'this device is no more in use',
  standing: {
    good: 'badge good at that time',
    early: 'badge not yet valid at that time',
    expired: 'badge expired at that time',
    unchecked: 'no newer list of revocations was known at that time',
    revoked: 'badge REVOKED at that time',
  },
  doubt: (when) =>
    `its place is after all was revoked (${when}), and its clock says before: THE TIME IS UNCERTAIN`,
  revokedLater: (when) => `revoked later, from ${when} on`,
  authority: 'Authority',
  trusted: 'the badges that count are of the authority that you named',
  untrusted:
    'you named no authority: compare this key with the one that the authority publishes, and name it by --authority',
  limits:
    'Not proved: that there was no later edit or deletion, that others have not read it, and any time but by the devices’ own word.',
  reasons: {
    'proof-unreadable': 'This is no proof, or not a whole one.',
    'proof-altered': 'What was signed is other words, or another message, than these.',
    'proof-forged': 'A signature is not that of whose it is said to be.',
    'proof-stranger': 'Nothing in the file shows whose device signed it, or for which conversation.',
    'proof-stray': 'The file holds something that belongs to nobody in it.',
    'proof-foreign-authority': 'The badges in it are of no authority that you named.',
    'proof-revoked': 'The badge of whoever signed had been revoked by then.',
    'memo-unreadable': 'This is no memo, or not a whole one.',
    'memo-altered': 'What was signed is another memo than this.',
    'memo-forged': 'A signature is not that of whose it is said to be.',
    'memo-unapproved': 'Somebody who was asked to approve it has not.',
  },
};

const UR = {
  proved: 'ثابت',
  notProved: 'ثابت نہیں',
  kind: { text: 'پیغام', poll: 'رائے شماری', memo: 'یادداشت' },
  by: 'دستخط کنندہ',
  put: 'پیش کنندہ',
  approved: 'منظور کنندہ',
  sent: 'بھیجنے والا',
  deleted: (when) => `لکھنے والے نے اسے حذف کر دیا ہے (${when})۔`,
  earlier: (when) => `پہلا متن (${when})`,
  claimed: 'آلے کی گھڑی کے مطابق',
  place: (seq) => `آلے کے ریکارڈ میں نمبر ${seq + 1}، گفتگو`,
  between: 'دو افراد کی گفتگو کے لیے',
  group: 'ایک گروپ کے لیے۔ یہ ثابت نہیں کہ کوئی اس کا رکن تھا۔',
  read: 'موصول ہوا اور دکھایا گیا',
  delivered: 'موصول ہوا',
  receipts: 'رسیدیں',
  noReceipts: 'اس فائل میں کوئی رسید نہیں۔ اس سے یہ معلوم نہیں ہوتا کہ کس نے پڑھا۔',
  noBadge: 'کوئی بیج نہیں: صرف اس کلید سے معلوم',
  retired: 'یہ آلہ اب استعمال میں نہیں',
  standing: {
    good: 'بیج اس وقت درست تھا',
    early: 'بیج اس وقت تک شروع نہیں ہوا تھا',
    expired: 'بیج کی مدت اس وقت ختم ہو چکی تھی',
    unchecked: 'اس وقت منسوخی کی کوئی نئی فہرست معلوم نہ تھی',
    revoked: 'بیج اس وقت منسوخ تھا',
  },
  doubt: (when) =>
    `ترتیب میں یہ منسوخی (${when}) کے بعد ہے، مگر آلے کی گھڑی پہلے کا کہتی ہے: وقت غیر یقینی ہے`,
  revokedLater: (when) => `بعد میں منسوخ ہوا، ${when} سے`,
  authority: 'اتھارٹی',
  trusted: 'معتبر بیج اسی اتھارٹی کے ہیں جس کا آپ نے نام لیا',
  untrusted:
    'آپ نے کسی اتھارٹی کا نام نہیں لیا: اس کلید کو اتھارٹی کی شائع کردہ کلید سے ملائیں اور --authority سے بتائیں',
  limits:
    'ثابت نہیں: کہ بعد میں کوئی ترمیم یا حذف نہیں ہوا، کہ دوسروں نے نہیں پڑھا، اور کوئی وقت سوائے آلات کے اپنے بیان کے۔',
  reasons: {
    'proof-unreadable': 'یہ ثبوت نہیں، یا مکمل نہیں۔',
    'proof-altered': 'جس پر دستخط ہوئے وہ الفاظ یا پیغام یہ نہیں۔',
    'proof-forged': 'ایک دستخط اس کا نہیں جس کا بتایا گیا ہے۔',
    'proof-stranger': 'فائل سے معلوم نہیں ہوتا کہ کس کے آلے نے، یا کس گفتگو کے لیے دستخط کیے۔',
    'proof-stray': 'فائل میں کچھ ایسا ہے جو اس میں کسی کا نہیں۔',
    'proof-foreign-authority': 'اس کے بیج کسی ایسی اتھارٹی کے نہیں جس کا آپ نے نام لیا۔',
    'proof-revoked': 'دستخط کرنے والے کا بیج اس وقت منسوخ ہو چکا تھا۔',
    'memo-unreadable': 'یہ یادداشت نہیں، یا مکمل نہیں۔',
    'memo-altered': 'جس پر دستخط ہوئے وہ یادداشت یہ نہیں۔',
    'memo-forged': 'ایک دستخط اس کا نہیں جس کا بتایا گیا ہے۔',
    'memo-unapproved': 'جس سے منظوری مانگی گئی تھی اس نے منظور نہیں کیا۔',
  },
};

const momentOf = (ms) => new Date(ms).toISOString().replace('.000Z', 'Z');

/** Others' words as they may stand in a terminal: no control of it, nothing that turns other letters about. */
const plain = (text) =>
  text.replace(/[\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}]/gu, (character) =>
    character === '\n' ? '\n    ' : '\ufffd',
  );

/** The report of one file. */
export function reportOf(result, isUrdu) {
  const words = isUrdu ? UR : EN;
  if (!result.ok) return `${words.notProved}: ${words.reasons[result.error]} (${result.error})\n`;
  const { value } = result;
  const lines = [words.proved, ''];
  if (value.what === 'message') lines.push(...ofMessage(value, words, isUrdu));
  if (value.memo) lines.push(...ofMemo(value.memo, words, isUrdu));
  if (value.what === 'message') lines.push('', ...ofReceipts(value.receipts, words, isUrdu));
  for (const { key, name } of value.authorities) lines.push('', `${words.authority}: ${plain(name)}`, `    ${key}`); // prettier-ignore
  if (value.authorities.length > 0) lines.push(`    ${value.isTrusted ? words.trusted : words.untrusted}`);
  lines.push('', words.limits);
  return `${lines.join('\n')}\n`;
}

function ofMessage(proof, words, isUrdu) {
  const { author, parties, kind, text, earlier, options, deletedMs } = proof;
  const said = kind === 'memo' ? [] : [`${words.kind[kind]}:`, `    ${plain(text)}`];
  return [
    ...(deletedMs === null ? said : [words.deleted(momentOf(deletedMs))]),
    ...options.map((option) => `    - ${plain(option)}`),
    ...earlier.flatMap((one) => [`${words.earlier(momentOf(one.sentAtMs))}:`, `    ${plain(one.text)}`]),
    '',
    ...ofPerson(
      words.by,
      { ...author, sentAtMs: proof.sentAtMs, doubtFromMs: proof.doubtFromMs },
      words,
      isUrdu,
    ),
    `    ${words.place(proof.seq)} ${proof.conversation}`,
    ...(parties ? [`${words.between}:`, ...parties.map((person) => `    ${person}`)] : [words.group]),
  ];
}

function ofMemo({ subject, lines, hash, submitted, approved, posted }, words, isUrdu) {
  return [
    '',
    `${words.kind.memo}: ${plain(subject)}`,
    ...lines.map((line) => `    ${plain(line)}`),
    `    SHA-256 ${hash}`,
    ...(submitted ? ofPerson(words.put, submitted, words, isUrdu) : []),
    ...approved.flatMap((one) => ofPerson(words.approved, one, words, isUrdu)),
    ...(posted ? ofPerson(words.sent, posted, words, isUrdu) : []),
  ];
}

function ofPerson(what, one, words, isUrdu) {
  return [
    `${what}: ${plain(one.name)}${one.sentAtMs === undefined ? '' : `, ${momentOf(one.sentAtMs)} (${words.claimed})`}`,
    `    ${one.person}`,
    ...(one.isRetired ? [`    ${words.retired}`] : []),
    ...(one.doubtFromMs ? [`    ${words.doubt(momentOf(one.doubtFromMs))}`] : []),
    ...(one.badges.length === 0 ? [`    ${words.noBadge}`] : []),
    ...one.badges.map((badge) => `    ${badgeLine(badge, words, isUrdu)}`),
    ...(one.remarks ? [`    “${plain(one.remarks)}”`] : []),
  ];
}

function badgeLine(badge, words, isUrdu) {
  const { name, title, department } = (isUrdu && badge.urdu) || badge;
  const who = [name, title, badge.grade, [...department].reverse().join(', ')].filter((part) => part !== '');
  const later =
    badge.revokedLaterMs === null ? '' : `; ${words.revokedLater(momentOf(badge.revokedLaterMs))}`;
  return `${plain(who.join(' · '))} (${words.standing[badge.standing]}${later})`;
}

function ofReceipts(receipts, words, isUrdu) {
  if (receipts.length === 0) return [words.noReceipts];
  return [
    `${words.receipts}:`,
    ...receipts.flatMap((one) => ofPerson(one.isRead ? words.read : words.delivered, one, words, isUrdu)),
  ];
}
