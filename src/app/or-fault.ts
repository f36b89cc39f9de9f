import { Fault, type FaultCode } from '../domain/fault.js';
import { fail, type Result } from '../protocol/result.js';

/** What `work` comes to; what the store answers becomes a result. */
export async function orFault<T>(work: () => Promise<Result<T, FaultCode>>): Promise<Result<T, FaultCode>> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Fault) return fail(error.code);
    throw error;
  }
}
