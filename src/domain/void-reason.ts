/**
 * Why an admin entry has no effect.
 * - `unknown-past`: something it knows is not held. It may take effect later.
 * - `other-group`: it creates another group.
 * - `no-grant`: it names no entry that could make anybody an admin.
 * - `not-the-holder`: it names the power of somebody else.
 * - `grant-void`: the entry that made its author an admin has no effect itself.
 * - `beyond-pin`: it comes after the place up to which its author's log counts.
 * - `forked`: its author's log is forked there, and no senior's pin names its branch.
 * - `not-senior`: it removes an admin who is not junior to its author.
 * - `removal-wins`: it adds somebody whose removal its author had not seen, or may not undo.
 * - `never-member`: it leaves a group that its author was never in.
 */
export type VoidReason =
  | 'unknown-past'
  | 'other-group'
  | 'no-grant'
  | 'not-the-holder'
  | 'grant-void'
  | 'beyond-pin'
  | 'forked'
  | 'not-senior'
  | 'removal-wins'
  | 'never-member';
