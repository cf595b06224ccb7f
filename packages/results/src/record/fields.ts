/** What the record's schemas are made of: what is read is not changed. */
import { z } from 'zod';

export const count = z.int().min(0);
/** Not below 0. */
export const amount = z.number().min(0);
export const list = <T extends z.ZodType>(of: T) => z.array(of).readonly();
export const object = <T extends z.core.$ZodShape>(fields: T) => z.object(fields).readonly();
