/** Something that knows where it stands among the others. */
export interface Placed {
  place: number;
}

/**
 * A group in no order, whose members each keep their own index: what a set does, without the hash that it makes for each
 * new member, which is 5 of the 70 us that a connection takes.
 */
export class Places<Member extends Placed> {
  readonly #members: Member[] = [];

  /** Puts in who is in no other group. */
  add(member: Member): void {
    member.place = this.#members.push(member) - 1;
  }

  /** Takes somebody out; the last one moves to the place. False if it was not in. */
  delete(member: Member): boolean {
    const members = this.#members;
    if (members[member.place] !== member) return false;
    const last = members.pop();
    if (last === undefined || last === member) return true;
    members[member.place] = last;
    last.place = member.place;
    return true;
  }

  /** Those who are in now, whoever comes or goes while they are looked at. */
  [Symbol.iterator](): Iterator<Member> {
    return [...this.#members].values();
  }
}
