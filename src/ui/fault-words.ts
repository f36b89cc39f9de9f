import { msg, str } from '@lit/localize';
import type { FaultCode } from '../domain/fault.js';

/** What a person reads when something fails: what happened, what became of their things, what they can do. */
export interface FaultWords {
  readonly say: string;
  readonly act: string;
}

// Functions, not strings: the words follow the language on the screen. The compiler refuses a code without words.
const WORDS: Record<FaultCode, (name: string) => FaultWords> = {
  'storage-full': () => ({
    say: msg(
      'This device is out of space, so the last step was not kept. Everything saved before it is safe.',
    ),
    act: msg('Free some space on this device, then try again. What you were writing is still here.'),
  }),
  'storage-unavailable': () => ({
    say: msg(
      'This browser does not let Beep keep anything, as in a private window. Nothing was started, so nothing is lost.',
    ),
    act: msg('Open Beep in an ordinary window, and allow it to store data.'),
  }),
  'storage-blocked': () => ({
    say: msg('Another window still runs an older Beep and holds the store open. Nothing was changed.'),
    act: msg('Close the other Beep windows, then reload this one.'),
  }),
  'storage-newer': () => ({
    say: msg(
      'The store on this device was written by a newer Beep. It is safe, and this version has not touched it.',
    ),
    act: msg('Reload to get the newer version.'),
  }),
  'storage-failed': () => ({
    say: msg(
      'The browser’s store answered with an error, so the last step was not kept. What was saved before it is untouched.',
    ),
    act: msg('Reload and try again. If it comes back, restart the browser.'),
  }),
  'vault-damaged': () => ({
    say: msg(
      'A record on this device does not open any more. Beep has left it as it is and shows everything that does open.',
    ),
    act: msg(
      'Go on working. Messages that the other person still holds are fetched again when you are both online.',
    ),
  }),
  'unsupported-browser': () => ({
    say: msg('This browser lacks something Beep cannot do without. Nothing was changed on this device.'),
    act: msg('Use a current Chrome, Edge, Firefox or Safari, and open Beep at its https address.'),
  }),
  'other-tab': () => ({
    say: msg('Beep is open in another tab, and one tab writes at a time. Nothing is lost.'),
    act: msg('Go on in the other tab, or choose “Use here”.'),
  }),
  'name-empty': () => ({
    say: msg('There is no name yet.'),
    act: msg('Write the name that others shall see.'),
  }),
  'name-too-long': () => ({
    say: msg('That name is too long.'),
    act: msg('Write a shorter one.'),
  }),
  'text-too-long': () => ({
    say: msg(
      'This message is too long to go in one piece. It has not been sent, and the text is still here.',
    ),
    act: msg('Shorten it, or send it in two parts.'),
  }),
  'text-empty': () => ({
    say: msg('There is nothing written, so nothing was changed.'),
    act: msg('Write something, or delete the message.'),
  }),
  'mentions-too-many': () => ({
    say: msg('This message names too many people. It has not been sent, and the text is still here.'),
    act: msg('Name fewer people, or send it in two parts.'),
  }),
  'poll-unfit': () => ({
    say: msg('This poll cannot be asked yet. What you wrote is still here.'),
    act: msg('Give it a question and 2 to 12 short answers, no two alike.'),
  }),
  'emoji-unknown': () => ({
    say: msg('That is not an emoji that Beep knows. Nothing was changed.'),
    act: msg('Choose another one.'),
  }),
  'draft-gone': () => ({
    say: msg('This draft is not on this device any more, or it no longer opens. Nothing else was touched.'),
    act: msg('Look among the discarded drafts.'),
  }),
  'draft-too-large': () => ({
    say: msg('This draft is larger than Beep is made for. Everything in it is kept.'),
    act: msg('Continue in a second draft, or take out what is not needed.'),
  }),
  'draft-blank': () => ({
    say: msg('There is nothing in this draft yet, so nothing was done.'),
    act: msg('Write something first.'),
  }),
  'draft-unshared': () => ({
    say: msg('The people of this draft cannot be reached through it any more. What you have of it is kept.'),
    act: msg('Share it anew with those who are to have it.'),
  }),
  'memo-too-large': () => ({
    say: msg('This draft says more than one memo holds. It is kept as it is, and nothing was sent.'),
    act: msg('Shorten it, or send it in two parts.'),
  }),
  'not-approved': () => ({
    say: msg('What is written now was not approved, so it was not sent. Everything is kept.'),
    act: msg('Put it up for approval again.'),
  }),
  'memo-missing': () => ({
    say: msg('A part of this has not arrived yet. Nothing is lost: it is being asked for.'),
    act: msg('Wait until somebody who has it is online, and try again.'),
  }),
  'memo-unreadable': () => ({
    say: msg('This file is not a memo of Beep, or not a whole one. It proves nothing.'),
    act: msg('Ask for the file again from whoever gave it to you.'),
  }),
  'memo-altered': () => ({
    say: msg('This memo was changed after it was signed. It proves nothing.'),
    act: msg('Do not act on it. Ask whoever is said to have signed it.'),
  }),
  'memo-forged': () => ({
    say: msg('A signature on this memo is not that of the person it names. It proves nothing.'),
    act: msg('Do not act on it. Ask whoever is said to have signed it.'),
  }),
  'proof-revoked': () => ({
    say: msg('The badge of whoever signed it had been revoked by then.'),
    act: msg('It is no official word. Ask the office that issued the badge.'),
  }),
  'proof-unavailable': () => ({
    say: msg('There is no proof of this message on this device.'),
    act: msg('Ask whoever wrote it to export one.'),
  }),
  'memo-unapproved': () => ({
    say: msg('This memo was put up for approval, and not everybody who was asked has approved it.'),
    act: msg('Do not take it for approved. Ask whoever sent it.'),
  }),
  'message-gone': () => ({
    say: msg('That message is not here any more. Nothing was changed.'),
    act: msg('It may have been deleted by whoever wrote it.'),
  }),
  'message-far': () => ({
    say: msg('That message is too far back to be shown in its place at once.'),
    act: msg('Go back by “Show earlier messages”.'),
  }),
  'not-allowed': () => ({
    say: msg('You may not do that here. Nothing was changed.'),
    act: msg('You can change only your own messages, and in some groups only admins write.'),
  }),
  'badge-not-beep': () => ({
    say: msg('This is not a badge. Nothing was changed.'),
    act: msg('Take what your registrar gave you: a QR code, a text that begins with BEEP-BADGE, or a file.'),
  }),
  'badge-damaged': () => ({
    say: msg('This was a badge, but parts of it are missing or changed. Nothing was kept of it.'),
    act: msg('Copy or scan it once more, whole. If that does not help, ask your registrar for it again.'),
  }),
  'badge-version': () => ({
    say: msg('This badge was made for another version of Beep. Nothing was changed.'),
    act: msg('Load the newest Beep, then try again.'),
  }),
  'badge-not-ours': () => ({
    say: msg(
      'This badge was made for somebody else, or for a key that this device no longer has. Nothing was changed.',
    ),
    act: msg('Send your registrar the request that this device shows now, and ask for a badge for it.'),
  }),
  'badge-unfit': () => ({
    say: msg('Whoever issued this badge was not allowed to. Nothing was kept of it.'),
    act: msg(
      'Tell your registrar: the badge is for another department, or the registrar’s own time was over.',
    ),
  }),
  'badge-expired': () => ({
    say: msg('This badge has ended already. Nothing was changed.'),
    act: msg('Ask your registrar for a new one. If this device’s date is wrong, set that first.'),
  }),
  'badge-other-office': (name) => ({
    say: name
      ? msg(str`This server serves only people with a badge of ${name}, and this one is of another office.`)
      : msg('This badge is of another office than the one that this server serves.'),
    act: msg('Nothing was changed. Ask the registrar of the office that runs this server.'),
  }),
  'request-damaged': () => ({
    say: msg('This link to a request for a badge is incomplete, or was changed on the way.'),
    act: msg('Ask whoever sent it for their request again: as a file, or as a text.'),
  }),
  'authorities-too-many': () => ({
    say: msg('This device trusts as many authorities as it can. Nothing was changed.'),
    act: msg('Stop trusting one that is not needed any more, under “My badge”, then take this badge again.'),
  }),
  'words-wrong': () => ({
    say: msg('These are not 24 words that go together. Nothing was changed.'),
    act: msg('Compare each with your paper, and their order.'),
  }),
  'words-away': () => ({
    say: msg('The list of words is not on this device yet, and could not be fetched. Nothing was changed.'),
    act: msg('Try again when Beep’s server can be reached.'),
  }),
  'words-not-ours': () => ({
    say: msg('These words are another person’s than this device’s. Nothing was changed.'),
    act: msg('Use the words that were written down for this person.'),
  }),
  'member-unknown': () => ({
    say: msg(
      'One of these people has not been met yet, so the others could not reach them. Nobody was added.',
    ),
    act: msg('Wait until they have opened your link, or leave them out for now.'),
  }),
  'link-not-beep': () => ({
    say: msg('This is not a Beep contact link. Nobody was added.'),
    act: msg('Copy the whole link that the other person’s Beep shows under “My link”.'),
  }),
  'link-damaged': () => ({
    say: msg('This contact link is incomplete or was changed on the way. Nobody was added.'),
    act: msg('Copy it again, whole, or scan the QR code instead.'),
  }),
  'link-own': () => ({
    say: msg('This is your own contact link.'),
    act: msg('Send it to the other person, or paste theirs here.'),
  }),
  'link-known': () => ({
    say: msg('This person is among your contacts already.'),
    act: msg('Open your chat with them from the list.'),
  }),
  'post-unknown': () => ({
    say: msg('This device does not know who holds this post.'),
    act: msg('Open the directory when you are connected, then try again.'),
  }),
  'post-own': () => ({
    say: msg('You hold this post yourself.'),
    act: msg('Choose another post to write to.'),
  }),
  'post-not-held': () => ({
    say: msg('This post is not yours to hand over now.'),
    act: msg('If you hold it all the same, ask your registrar for a charge that says so.'),
  }),
  'charge-unreadable': () => ({
    say: msg('This is not a whole charge of a registrar.'),
    act: msg('Copy all of it, from “BEEP-CHARGE” on, or choose the file again.'),
  }),
  'charge-untrusted': () => ({
    say: msg('This charge is not from an authority that this device trusts for this post.'),
    act: msg('Ask who gave it to you where it comes from. Nothing was changed.'),
  }),
  'hand-not-beep': () => ({
    say: msg('This is not one of the two codes that connect you without the server.'),
    act: msg('Copy all of what the other person’s Beep shows, or scan their QR code.'),
  }),
  'hand-damaged': () => ({
    say: msg('This code is incomplete or was changed on the way. Nothing was done with it.'),
    act: msg('Copy it again, whole, or scan the QR code instead.'),
  }),
  'hand-version': () => ({
    say: msg('This code was made by another version of Beep, which this one does not understand.'),
    act: msg('Both of you need the same version: reload Beep where it is older.'),
  }),
  'hand-expired': () => ({
    say: msg('This code is too old: each works for ten minutes. Nobody was added.'),
    act: msg('Begin again with a new one.'),
  }),
  'hand-used': () => ({
    say: msg('This code has been used already, and each works once.'),
    act: msg('Begin again with a new one.'),
  }),
  'hand-own': () => ({
    say: msg('This is your own code.'),
    act: msg('Let the other person read it, and read theirs here.'),
  }),
  'hand-wrong-step': () => ({
    say: msg(
      'This is the code of the other step: of the two codes, one of you makes the first and the other the second.',
    ),
    act: msg('If both of you show a first code, one of you goes back and reads the other’s.'),
  }),
  'hand-not-ours': () => ({
    say: msg('This code answers another one than yours.'),
    act: msg('Let the other person read the code that you show now, then read theirs.'),
  }),
  'hand-unexpected': (name) => ({
    say: name
      ? msg(str`This code is not ${name}’s. Nothing was sent to whoever made it.`)
      : msg('This code is not that of the person you want to reach. Nothing was sent to whoever made it.'),
    act: msg('Make sure that you read the right one.'),
  }),
  'hand-blocked': () => ({
    say: msg('You have blocked the person who made this code.'),
    act: msg('Unblock them first, if you want to hear of them again.'),
  }),
  'hand-no-address': () => ({
    say: msg('The browser tells Beep no address of this device in the network, so nobody could reach it.'),
    act: msg(
      'It does on a network with a gateway, or once you let Beep use the camera, as scanning a QR code does. Then try again.',
    ),
  }),
  'hand-failed': () => ({
    say: msg('Both of you have what it takes, and yet no connection came about.'),
    act: msg('Make sure that both devices are on the same network, then begin again with new codes.'),
  }),
  'intro-used': (name) => ({
    say: name
      ? msg(
          str`The contact link of ${name} has been used already, and each link works once. What you wrote is kept here.`,
        )
      : msg(
          'This contact link has been used already, and each link works once. What you wrote is kept here.',
        ),
    act: msg('Ask for a new link and add it. Your messages go out then.'),
  }),
  'intro-expired': (name) => ({
    say: name
      ? msg(str`The contact link of ${name} is too old. What you wrote is kept here.`)
      : msg('This contact link is too old. What you wrote is kept here.'),
    act: msg('Ask for a new link and add it. Your messages go out then.'),
  }),
  'peer-mismatch': (name) => ({
    say: name
      ? msg(
          str`A device that is not ${name}’s answered in their place. It was turned away; nothing was sent to it.`,
        )
      : msg(
          'A device answered in place of the one you wanted to reach. It was turned away; nothing was sent to it.',
        ),
    act: msg(
      'Somebody may be tampering with this network. Tell your IT office, and ask the person by another way whether they changed devices.',
    ),
  }),
  'not-in-directory': () => ({
    say: msg('The directory does not say any more how to reach this person.'),
    act: msg('Ask them for their contact link.'),
  }),
};

/** The words for a fault in the language on the screen; `name` is whom it concerns, where that is known. */
export function faultWords(fault: FaultCode, name: string | null = null): FaultWords {
  return WORDS[fault](name === null ? '' : isolated(name));
}

/** Keeps a name of either direction from turning the words around it (UAX #9: first strong isolate). */
export const isolated = (name: string): string => `\u2068${name}\u2069`;
