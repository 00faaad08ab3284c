/** The names that generated states and inputs are made of: few, so that facts meet, and in each pool one that is unknown. */

export const pools = {
  USER: ['ann', 'bob', '박회계', 'eve'],
  ROLE: ['r0', 'r1', 'r2', '책임자', 'r4'],
  OBJ: ['o', 'p', 'q'],
  OP: ['read', 'pay', 'sign'],
  PRM: ['o:read', 'o:pay', 'p:read', 'p:pay'],
  SID: ['s0', 's1', 's2'],
  SNAME: ['S1', 'S2', 'S3'],
  CNAME: ['c0', 'c1'],
  IID: ['run1', 'run2'],
  HRV: ['job=teller', 'job=clerk', 'job=guard', 'rank=1', 'rank=2'],
  ATTR: ['job', 'rank'],
  ACTOR: ['root', 'dora', 'mallory'],
  APPL: ['loans'],
  NUMBER: ['0', '1', '2', '3', '4', '5', '6', '7', '8'],
} as const;

export type Sort = keyof typeof pools;

export const poolOf = (sort: string): readonly string[] => {
  const found = Object.entries(pools).find(([name]) => name === sort);
  if (found === undefined) throw new Error(`no names for the sort ${sort}`);
  return found[1];
};

export const attributeOf = (value: string): string => value.split('=')[0]!;

export const partsOf = (permission: string): { readonly object: string; readonly operation: string } => {
  const [object, operation] = permission.split(':');
  return { object: object!, operation: operation! };
};
