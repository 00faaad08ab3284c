/**
 * What the columns of a table are about, told by their names.
 *
 * Names are compared without case, spaces and punctuation. Words for one thing stand in families and ranks: a number of
 * an employee is a surer name than what the employee is called, so of a user ID and a user name the ID is taken. Where
 * two columns could be meant and it matters which (a role and a group, two IDs), nothing is guessed: `map` decides.
 */

export type Field =
  | 'user'
  | 'role'
  | 'permission'
  | 'object'
  | 'operation'
  | 'senior'
  | 'junior'
  | 'system'
  | 'status'
  | 'valid-from'
  | 'valid-to'
  | 'function'
  | 'risk'
  | 'level'
  | 'description'
  | 'owner'
  | 'process'
  | 'auth-object'
  | 'auth-field'
  | 'auth-instance'
  | 'from'
  | 'to'
  | 'operator';

/** Ranks of words, the surest first. */
type Family = readonly (readonly string[])[];

interface Words {
  readonly families: readonly Family[];
  /** Whether all families name the same thing, so that the first with a column is taken. */
  readonly alternatives: boolean;
}

const words = (list: string): readonly string[] => list.split(' ');
const one = (...ranks: string[]): Words => ({ families: [ranks.map(words)], alternatives: false });

export const fieldWords: Readonly<Record<Field, Words>> = {
  user: {
    alternatives: true,
    families: [
      [
        words('user users userid uid bname sapuser 사용자 사용자id 사용자아이디 아이디 유저 유저id'),
        words('username useraccount userlogin 사용자명 사용자계정 사용자이름'),
      ],
      [
        words('account accountid samaccountname login loginid logon logonid 계정 계정id 로그인id'),
        words('accountname loginname userprincipalname upn 계정명'),
      ],
      [
        words('employeeid employeenumber employeeno employee employees empid empno personid personnelnumber'),
        words('사번 사원번호 직원번호 사원id 직원id 사원 직원'),
        words('employeename 사원명 직원명 성명'),
      ],
      [words('identity identityid principal principalid member members memberid subject subjectid assignee')],
      [words('email emailaddress useremail mail 이메일 메일 메일주소')],
    ],
  },
  role: {
    alternatives: false,
    families: [
      [
        words('role roles 역할 롤 역할목록 assignedroles userroles'),
        words('roleid agrname rolecode 역할id 역할코드 롤id'),
        words('rolename rolenames 역할명 역할이름 롤명 jobrole businessrole securityrole accessrole'),
      ],
      [
        words('group groups 그룹 memberof groupmembership'),
        words('groupid 그룹id'),
        words('groupname 그룹명'),
      ],
      [words('profile profiles 프로파일'), words('profileid'), words('profilename')],
      [words('entitlement entitlements'), words('entitlementid'), words('entitlementname')],
      [words('권한그룹'), words('권한그룹id'), words('권한그룹명')],
    ],
  },
  permission: {
    alternatives: false,
    families: [
      [
        words(
          'permission permissions 권한 권한목록 privilege privileges right rights accessright accessrights',
        ),
        words('permissionid privilegeid 권한id 권한코드'),
        words('permissionname privilegename 권한명'),
      ],
      [
        words('tcode tcodes transaction transactioncode transactions action actions 트랜잭션 거래코드'),
        words('actionid transactionid 트랜잭션코드'),
        words('actionname'),
      ],
      [words('program 프로그램 화면 메뉴 screen menu'), words('programid 프로그램id 화면id 메뉴id')],
    ],
  },
  object: one('object resource 객체 자원 대상 리소스', 'objectid resourceid', 'objectname resourcename'),
  operation: one('operation operations activity verb method accesslevel 행위 작업 조작 오퍼레이션'),
  senior: one('senior seniorrole 상위역할 compositerole composite 복합역할 복합롤 includingrole'),
  junior: one('junior juniorrole 하위역할 singlerole single 단일역할 단일롤 includedrole inheritedrole'),
  system: one('system systemid application app applicationname 시스템 시스템명 애플리케이션'),
  status: one('status accountstatus userstatus state active enabled 상태 사용여부 계정상태'),
  'valid-from': one('validfrom startdate fromdate effectivefrom fromdat 시작일 유효시작일 적용시작일'),
  'valid-to': one(
    'validto enddate todate effectiveto expirydate expires expiration todat 종료일 유효종료일 만료일',
  ),
  function: one(
    'function functions 기능 직무기능 업무기능 businessfunction duty 직무 업무',
    'functionid functioncode dutyid 기능id 기능코드 직무코드 업무코드',
    'functionname dutyname 기능명 직무명 업무명',
  ),
  risk: one(
    'risk 위험 리스크',
    'riskid accessriskid accessrisk riskcode 위험id 위험코드 리스크id',
    'riskname 위험명',
  ),
  level: one(
    'level risklevel severity riskrating rating priority criticality 위험도 등급 위험등급 심각도 수준',
  ),
  description: one(
    'description riskdescription desc reason rationale 설명 내용 사유 위험설명',
    'functiondescription 기능설명 text',
  ),
  owner: one('owner riskowner 소유자 책임자 담당자 위험책임자'),
  process: one('businessprocess process businessprocessid 프로세스 업무프로세스'),
  'auth-object': one(
    'authorizationobject authorisationobject authobject objct permissionobject object 권한오브젝트',
  ),
  'auth-field': one('field fieldname authfield authorizationfield 필드 필드명'),
  'auth-instance': one('auth authorization authorisation authinstance'),
  from: one('from low value valuefrom fromvalue lowvalue 값 시작값'),
  to: one('to high valueto tovalue highvalue 종료값'),
  operator: one('operator searchtype condition logic andornot logicaloperator 연산자'),
};

export const fields = Object.keys(fieldWords) as readonly Field[];

/** `User ID` and `user_id` are one. */
export function normalColumn(column: string): string {
  return column
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]/gu, '');
}

const isField = (name: string): name is Field => Object.hasOwn(fieldWords, name);

/** Words that say by themselves that a cell may hold several values. */
const plurals: ReadonlySet<string> = new Set([
  ...words('users members employees roles assignedroles userroles groups memberof groupmembership profiles'),
  ...words('entitlements permissions privileges rights accessrights tcodes transactions actions operations'),
  ...words('functions 역할목록 권한목록'),
]);

export const isPlural = (column: string): boolean => plurals.has(normalColumn(column));

export type Choice =
  | { readonly kind: 'none' }
  | { readonly kind: 'one'; readonly column: string }
  | { readonly kind: 'several'; readonly columns: readonly string[] };

const none: Choice = { kind: 'none' };

/** The column of `columns` that is about `field`. `map` goes before all words; `none` there says that none is. */
export function columnOf(
  field: Field,
  columns: readonly string[],
  map: ReadonlyMap<string, string>,
  normals: readonly string[] = columns.map(normalColumn),
): Choice {
  const mapped = map.get(field);
  if (mapped !== undefined) {
    const wanted = mapped.normalize('NFC');
    const found = columns.find((column) => column.normalize('NFC') === wanted);
    if (found !== undefined) return { kind: 'one', column: found };
    if (mapped === 'none') return none;
  }
  // A column that is mapped to one thing is not another as well.
  const taken = new Set(
    [...map].filter(([key]) => isField(key) && key !== field).map(([, column]) => column.normalize('NFC')),
  );
  const isFree = (column: string): boolean => taken.size === 0 || !taken.has(column.normalize('NFC'));
  const { families, alternatives } = fieldWords[field];
  const found = families.flatMap((family) => {
    for (const rank of family) {
      const hits = columns.filter((column, index) => rank.includes(normals[index]!) && isFree(column));
      if (hits.length > 0) return [hits];
    }
    return [];
  });
  const hits = alternatives ? (found[0] ?? []) : found.flat();
  if (hits.length === 0) return none;
  return hits.length === 1 ? { kind: 'one', column: hits[0]! } : { kind: 'several', columns: hits };
}

const byWord: ReadonlyMap<string, Field> = new Map(
  (['function', 'role', 'permission'] as const).flatMap((field) =>
    fieldWords[field].families.flatMap((family) =>
      family.flatMap((rank) => rank.map((word) => [word, field] as const)),
    ),
  ),
);

export interface NumberedColumns {
  readonly field: 'function' | 'role' | 'permission';
  readonly columns: readonly string[];
}

/** Columns such as `function1`, `function2`, or `role`, `conflicting role`: at least two of one kind. */
export function numberedColumns(columns: readonly string[]): NumberedColumns | null {
  const found = new Map<Field, { readonly column: string; readonly rank: string }[]>();
  for (const column of columns) {
    const normal = normalColumn(column);
    const [, base = '', rank = ''] =
      /^(?:conflicting|상충)(.+)()$/u.exec(normal) ?? /^(.+?)(?:id|코드)?([1-9]|[ab])$/u.exec(normal) ?? [];
    const field = byWord.get(base) ?? byWord.get(normal);
    if (field === undefined || (base === '' && !byWord.has(normal))) continue;
    const rankOf = byWord.has(base) ? (rank === '' ? '2' : rank) : '1';
    const others = found.get(field);
    if (others === undefined) found.set(field, [{ column, rank: rankOf }]);
    else others.push({ column, rank: rankOf });
  }
  for (const field of ['function', 'role', 'permission'] as const) {
    const hits = found.get(field) ?? [];
    // `role` and `role name` are one thing twice; numbers tell that they are two.
    if (hits.length >= 2 && new Set(hits.map(({ rank }) => rank)).size === hits.length) {
      return { field, columns: hits.map(({ column }) => column) };
    }
  }
  return null;
}
