/** The source of `src/domain/confusables.ts`, formatted. */
export declare function confusablesSource(): Promise<string>;
