export function isName(value: unknown): boolean;
