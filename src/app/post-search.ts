import { searchWords } from '../domain/search-words.js';
import { BestOf } from './best-of.js';
import { byName } from './name-order.js';
import type { PostView } from './official-views.js';
import { fitPlace, FIT } from './word-lines.js';

/** The best `limit` of those in whose name or department each word of `text` begins a word: by name where they fit alike. */
export function findPosts(posts: readonly PostView[], text: string, limit: number): readonly PostView[] {
  const words = searchWords(text)
    .split(' ')
    .filter((word) => word !== '');
  const best = new BestOf<{ readonly post: PostView; readonly sum: number }>(
    Math.max(limit, 1),
    (a, b) => a.sum - b.sum || byName(a.post, b.post) || (a.post.post < b.post.post ? -1 : 1),
  );
  for (const post of posts) {
    const sum = fitOf(post, words);
    if (sum !== null) best.add({ post, sum });
  }
  return best.sorted.slice(0, limit).map(({ post }) => post);
}

/** The words of posts that were looked through before: each keystroke looks through all of them. */
const folded = new WeakMap<PostView, readonly [own: string, place: string]>();

function wordsOf(post: PostView): readonly [own: string, place: string] {
  const known = folded.get(post);
  if (known) return known;
  const { name, urduName, department } = post;
  const words = [
    ` ${searchWords(`${name} ${urduName ?? ''}`)}`,
    ` ${searchWords(department.join(' '))}`,
  ] as const;
  folded.set(post, words);
  return words;
}

/** The lower, the better; null if a word fits nowhere. */
function fitOf(post: PostView, words: readonly string[]): number | null {
  if (words.length === 0) return 0;
  const [own, place] = wordsOf(post);
  let sum = 0;
  for (const word of words) {
    const inName = fitPlace(word, own);
    const inPlace = fitPlace(word, place);
    if (inName !== FIT.none) sum += inName - FIT.place;
    else if (inPlace !== FIT.none) sum += inPlace;
    else return null;
  }
  return sum;
}
