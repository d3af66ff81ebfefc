// Addresses of the policy pages, for links from anywhere.
const encode = encodeURIComponent;

export const policyPath = (id: string, revision?: number) => `/policy/policies/${encode(id)}${revision === undefined ? "" : `?revision=${revision}`}`;
export const editorPath = (id?: string) => (id === undefined ? "/policy/editor" : `/policy/editor/${encode(id)}`);
export const matchesPath = (id: string, verdict?: string) => `/policy/matches/${encode(id)}${verdict === undefined ? "" : `?verdict=${verdict}`}`;
export const enterpriseMatchesPath = (id: number) => `/policy/enterprise?id=${id}`;
export const whatIfPath = (id: string) => `/policy/what-if?policy=${encode(id)}`;
