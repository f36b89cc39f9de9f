import { Fault, type FaultCode } from '../../domain/fault.js';

const CODES: Readonly<Record<string, FaultCode>> = {
  QuotaExceededError: 'storage-full',
  VersionError: 'storage-newer',
};

/** Names of errors by which browsers refuse to open any store at all: private windows, storage switched off. */
const REFUSALS = new Set([
  'SecurityError',
  'InvalidStateError',
  'NotAllowedError',
  'NotSupportedError',
  'DataCloneError',
]);

/** What an error of a running store means to a person. Faults pass through. */
export function faultOf(error: unknown): Fault {
  if (error instanceof Fault) return error;
  return new Fault(CODES[nameOf(error)] ?? 'storage-failed', { cause: error });
}

/** What an error of opening the store means to a person. Faults pass through. */
export function openingFaultOf(error: unknown): Fault {
  if (!(error instanceof Fault) && REFUSALS.has(nameOf(error))) {
    return new Fault('storage-unavailable', { cause: error });
  }
  return faultOf(error);
}

// DOMException is not an Error in every realm, and QuotaExceededError has become a class of its own: the name stays.
const nameOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'name' in error ? String(error.name) : '';
