// What the fault tests are run with: the programs, the dataset, short or long, the seed.
//   CHANCERY_BINARY, CHANCERY_DB  the program and the compiled dataset of the build under test
//   CHANCERY_PLAIN                a build without sanitizers, where they would be what is measured
//   CHANCERY_SYNTHETIC            a compiled dataset of many events
//   CHANCERY_FAULT=long           every point instead of a spread of them
//   CHANCERY_FAULT_SEED           what is random is made of it; printed by each test that uses it
import { resolve } from "node:path";

const required = (name) => {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: these tests are run by tests/fault/run`);
  return resolve(value);
};

export const program = required("CHANCERY_BINARY");
export const database = required("CHANCERY_DB");
const plainBuild = required("CHANCERY_PLAIN");
export const plain = `${plainBuild}/chancery`;
export const failMalloc = `${plainBuild}/tests/libfail_malloc.so`;
export const synthetic = required("CHANCERY_SYNTHETIC");
export const fixtures = new URL("../fixtures/", import.meta.url).pathname;

export const long = process.env.CHANCERY_FAULT === "long";
export const seed = Number(process.env.CHANCERY_FAULT_SEED ?? 20260) >>> 0;

/** How many: the first in the short form, the second in the long one. */
export const either = (few, many) => (long ? many : few);

/** A test's name with what makes its random choices again. */
export const seededName = (name) => `${name} (seed ${seed})`;
