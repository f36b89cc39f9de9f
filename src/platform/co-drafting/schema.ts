import {
  Schema,
  type Attrs,
  type DOMOutputSpec,
  type Node,
  type NodeSpec,
  type TagParseRule,
} from 'prosemirror-model';
import { attachmentOf, type Attachment } from '../../protocol/attachment.js';

/**
 * Where markers, bars and columns stand follows the first letter inside. An element with a `dir` of its own would not
 * count for that: paragraphs without one go by their letters through the style sheet.
 */
const BY_CONTENT = { dir: 'auto' };

/** Paragraphs, headings and the subject say which way they run; `auto` is by the first letter. */
const direction = { dir: { default: 'auto' } };

const directionOf = (element: HTMLElement): { dir: string } => {
  const dir = element.getAttribute('dir')?.toLowerCase(); // Word shouts
  return { dir: dir === 'rtl' || dir === 'ltr' ? dir : 'auto' };
};

const line = (tag: string, pasted: readonly string[], spec: NodeSpec): NodeSpec => ({
  attrs: direction,
  parseDOM: pasted.map((from): TagParseRule => ({ tag: from, getAttrs: directionOf })),
  toDOM: ({ attrs }: Node): DOMOutputSpec =>
    attrs['dir'] === 'auto' ? [tag, 0] : [tag, { dir: attrs['dir'] as string }, 0],
  ...spec,
});

/** The style of a pasted element, as `disarmed` has left it there. */
const lookOf = (element: HTMLElement): string =>
  (element.dataset['style'] ?? '').toLowerCase().replaceAll(/\s/g, '');

/**
 * Pasted HTML with its styles and handlers under names that do nothing: the page's policy blocks them as they are read,
 * and would say so for each. No safety rests on it: whatever is left of them is in no node of the schema.
 */
export const disarmed = (html: string): string =>
  html.replaceAll(/<[a-z][^>]*>/gi, (tag) => tag.replaceAll(/\s(style|on[a-z]+)\s*=/gi, ' data-$1='));

type NamedFile = Pick<Attachment, 'name' | 'size' | 'sha256'>;

/** What is copied from a draft, or says that it is; nothing where it names no file. */
function namedFile(element: HTMLElement): NamedFile | false {
  const attribute = (of: string): string | null => element.getAttribute(of);
  const size = attribute('size');
  return attachmentOf(attribute('name'), size === null ? null : Number(size), attribute('sha256')) ?? false;
}

/** Pasted cells go over one column and row each, see `paste.ts`; what others wrote may go over more. */
const spansShown = ({ colspan, rowspan }: Attrs): Record<string, string> => ({
  ...(colspan !== 1 && { colspan: String(colspan) }),
  ...(rowspan !== 1 && { rowspan: String(rowspan) }),
});

const cellAttributes = { colspan: { default: 1 }, rowspan: { default: 1 }, colwidth: { default: null } };

/**
 * What a draft may hold: nothing else survives a paste. The names are those of the nodes of the Yjs document, which
 * `content.ts` reads and writes.
 */
export const schema = new Schema({
  nodes: {
    doc: { content: 'subject block+' },
    subject: { ...line('h1', [], { content: 'text*', marks: '', defining: true }) },
    paragraph: line('p', ['p'], { group: 'block', content: 'inline*' }),
    heading: line('h2', ['h1', 'h2', 'h3', 'h4', 'h5', 'h6'], {
      group: 'block',
      content: 'inline*',
      defining: true,
    }),
    // One name for both kinds, so that changing the kind changes an attribute: Yjs takes out a node that gets another
    // name, and what others are typing in it at that moment with it.
    list: {
      group: 'block',
      content: 'list_item+',
      attrs: { kind: { default: 'bullets' }, order: { default: 1 } },
      parseDOM: [
        { tag: 'ul', attrs: { kind: 'bullets' } },
        {
          tag: 'ol',
          getAttrs: (element) => ({ kind: 'numbers', order: (element as HTMLOListElement).start || 1 }),
        },
      ],
      toDOM: ({ attrs }) =>
        attrs['kind'] === 'numbers'
          ? ['ol', { ...BY_CONTENT, start: String(attrs['order']) }, 0]
          : ['ul', BY_CONTENT, 0],
    },
    // What lists of earlier drafts are called. They are edited as they are: a node without a place in the schema would be
    // taken out of the document.
    bullet_list: {
      group: 'block',
      content: 'list_item+',
      toDOM: () => ['ul', BY_CONTENT, 0],
    },
    ordered_list: {
      group: 'block',
      content: 'list_item+',
      attrs: { order: { default: 1 } },
      toDOM: ({ attrs }) => ['ol', { ...BY_CONTENT, start: String(attrs['order']) }, 0],
    },
    list_item: {
      // Not a paragraph first: of an item that loses it while somebody else writes below it, that is to stay.
      content: 'block+',
      defining: true,
      parseDOM: [{ tag: 'li' }],
      toDOM: () => ['li', 0],
    },
    blockquote: {
      group: 'block',
      content: 'block+',
      defining: true,
      parseDOM: [{ tag: 'blockquote' }],
      toDOM: () => ['blockquote', BY_CONTENT, 0],
    },
    attachment: {
      group: 'block',
      atom: true,
      attrs: { name: { default: '' }, size: { default: 0 }, sha256: { default: '' } },
      parseDOM: [{ tag: 'beep-attachment', getAttrs: namedFile }],
      // An element of the interface, which shows itself by these attributes.
      toDOM: ({ attrs }) => {
        const { name, size, sha256 } = attrs as NamedFile;
        return ['beep-attachment', { name, size: String(size), sha256, terse: '' }];
      },
    },
    table: {
      group: 'block',
      content: 'table_row+',
      tableRole: 'table',
      isolating: true,
      parseDOM: [{ tag: 'table' }],
      toDOM: () => ['table', BY_CONTENT, ['tbody', 0]],
    },
    table_row: {
      content: 'table_cell+',
      tableRole: 'row',
      parseDOM: [{ tag: 'tr' }],
      toDOM: () => ['tr', 0],
    },
    table_cell: {
      content: 'paragraph+',
      attrs: cellAttributes,
      tableRole: 'cell',
      isolating: true,
      parseDOM: [{ tag: 'td' }, { tag: 'th' }],
      toDOM: ({ attrs }) => ['td', spansShown(attrs), 0],
    },
    hard_break: {
      group: 'inline',
      inline: true,
      selectable: false,
      parseDOM: [{ tag: 'br' }],
      toDOM: () => ['br'],
    },
    text: { group: 'inline' },
  },
  marks: {
    strong: {
      parseDOM: [
        { tag: 'strong' },
        // What word processors put around whole documents says the opposite.
        { tag: 'b', getAttrs: (element) => !lookOf(element).includes('font-weight:normal') && null },
        { tag: 'span', getAttrs: (element) => /font-weight:(bold|[6-9]00)/.test(lookOf(element)) && null, consuming: false }, // prettier-ignore
      ],
      toDOM: () => ['strong', 0],
    },
    em: {
      parseDOM: [
        { tag: 'em' },
        { tag: 'i' },
        {
          tag: 'span',
          getAttrs: (element) => lookOf(element).includes('font-style:italic') && null,
          consuming: false,
        },
      ],
      toDOM: () => ['em', 0],
    },
    underline: {
      parseDOM: [
        { tag: 'u' },
        {
          tag: 'span',
          getAttrs: (element) => /text-decoration[^;]*:[^;]*underline/.test(lookOf(element)) && null,
          consuming: false,
        },
      ],
      toDOM: () => ['u', 0],
    },
  },
});
