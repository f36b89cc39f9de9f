/** What a command of the tool is, and how it reads what was typed. Whatever is typed wrongly is a ToolFault with status 2. */
import { readFileSync } from 'node:fs';
import { ToolFault } from './fault.js';
import { type Office, openOffice } from './office.js';
import { askPassphrase } from './passphrase.js';

/** What was typed behind the name of a command. */
export interface Typed {
  readonly values: Readonly<Record<string, string | boolean | undefined>>;
  readonly places: readonly string[];
}

/** What a command has to say: for people a text, for programs a value. */
export interface Said {
  readonly text: string;
  readonly value: unknown;
  /** Some of what was asked for was refused. */
  readonly isPartly?: boolean;
}

/** One command, with what it takes beside the places: options have values, flags have none. */
export interface Command {
  readonly what: string;
  readonly usage: string;
  readonly options: readonly string[];
  readonly flags?: readonly string[];
  run(typed: Typed): Promise<Said>;
}

/** The value of an option; empty where it was not given. */
export const text = ({ values }: Typed, name: string): string => {
  const value = values[name];
  return typeof value === 'string' ? value : '';
};
/** The same, where it has to be given. */
export const needed = (typed: Typed, name: string): string => {
  const value = text(typed, name);
  if (value === '') throw new ToolFault(`--${name} is needed.`, 2);
  return value;
};
/** The value of an option as a whole number of at most six digits. */
export const numberOf = (typed: Typed, name: string, otherwise: number): number => {
  const value = text(typed, name);
  if (value !== '' && !/^\d{1,6}$/u.test(value))
    throw new ToolFault(`--${name} has to be a whole number.`, 2);
  return value === '' ? otherwise : Number(value);
};
/** The office’s folder. */
export const folderOf = (typed: Typed): string => needed(typed, 'office');
/** Where the passphrase stands; undefined where it is asked for. */
export const fileOf = (typed: Typed): string | undefined => text(typed, 'passphrase-file') || undefined;

/** Opens the office by its passphrase. */
export async function open(typed: Typed): Promise<Office> {
  const passphrase = await askPassphrase(fileOf(typed), 'Passphrase');
  return openOffice(folderOf(typed), passphrase, Date.now(), typed.values['clock-is-right'] === true);
}

/** Digits that two people compare when a key is told by telephone: the first 40 of it, by fives. */
export const digits = (key: string): string => key.slice(0, 40).match(/.{5}/gu)!.join(' ');

/** Options of every command. */
export const COMMON = ['office', 'passphrase-file'] as const;

/** What a file says that another command has written; its shape is looked at by whoever takes it. */
export function readJson<T>(path: string | undefined): T {
  if (path === undefined) throw new ToolFault('Name the file.', 2);
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as T;
  } catch {
    throw new ToolFault(`${path} cannot be read.`, 2);
  }
}

/** A day as people write it for machines, e.g. 2026-11-28. */
export const day = (ms: number): string => new Date(ms).toISOString().slice(0, 10);
