// The only place that talks to the server. An operation takes one flat input, as it does in the
// server: members named in the path go there, the others into the query (GET, DELETE) or the
// JSON body. The types come from schema.d.ts, generated from the binary's own OpenAPI document.

export interface Text {
  zh: string;
  en: string;
}

export interface FieldError {
  path: string;
  key: string;
  message: Text;
}

/** A failure the page can show: what the server said, in both languages, and the request's id. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly key: string,
    readonly text: Text,
    readonly fields: FieldError[],
    readonly requestId: string | null,
  ) {
    super(text.en);
  }
}

export type Input = Record<string, unknown>;
export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

let csrfToken = "";
let onUnauthenticated: () => void = () => {};

/** The session module sets these; nobody else does. */
export function setCsrfToken(token: string) {
  csrfToken = token;
}
export function setUnauthenticatedHandler(handler: () => void) {
  onUnauthenticated = handler;
}

const isPresent = (value: unknown) => value !== undefined && value !== null && value !== "";

/** Fills `{name}` in the path and says which members were used there. */
export function fillPath(path: string, input: Input): { path: string; rest: Input } {
  const rest = { ...input };
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = rest[name];
    delete rest[name];
    return encodeURIComponent(String(value));
  });
  return { path: filled, rest };
}

/** `?a=1&b=2` without members that have no value; lists are comma separated. */
export function queryString(input: Input): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(input))
    if (isPresent(value)) query.set(name, Array.isArray(value) ? value.join(",") : String(value));
  const text = query.toString();
  return text === "" ? "" : `?${text}`;
}

const unreachable: Text = {
  zh: "连接不到服务器。请检查网络,然后重试。",
  en: "The server cannot be reached. Check the network, then try again.",
};
const unreadable: Text = {
  zh: "服务器的回答无法读取。请重试;若再次出现,请把请求编号告知管理员。",
  en: "The server's answer cannot be read. Try again; if it persists, tell the administrator the request id.",
};

export async function errorOf(response: Response): Promise<ApiError> {
  const requestId = response.headers.get("x-request-id");
  try {
    const { error } = await response.json();
    return new ApiError(response.status, error.code, error.key, error.message, error.fields ?? [],
      error.request_id ?? requestId);
  } catch {
    return new ApiError(response.status, "unreadable", "web.unreadable", unreadable, [], requestId);
  }
}

async function send(url: string, init: RequestInit): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(url, { credentials: "same-origin", ...init });
  } catch (cause) {
    if (init.signal?.aborted) throw cause;
    throw new ApiError(0, "network", "web.network", unreachable, [], null);
  }
  if (!response.ok) {
    const error = await errorOf(response);
    if (response.status === 401 && !(init.method === "POST" && url === "/api/session"))
      onUnauthenticated();
    throw error;
  }
  return response;
}

export async function call<Out>(
  method: Method,
  path: string,
  input: Input = {},
  signal?: AbortSignal,
): Promise<Out> {
  const filled = fillPath(path, input);
  const inQuery = method === "GET" || method === "DELETE";
  const headers: Record<string, string> = { Accept: "application/json" };
  if (method !== "GET") headers["X-CSRF-Token"] = csrfToken;
  if (!inQuery) headers["Content-Type"] = "application/json";
  const response = await send(filled.path + (inQuery ? queryString(filled.rest) : ""), {
    method,
    headers,
    body: inQuery ? undefined : JSON.stringify(filled.rest),
    signal,
  });
  const text = await response.text();
  if (text === "") return undefined as Out;
  try {
    return JSON.parse(text) as Out;
  } catch {
    throw new ApiError(response.status, "unreadable", "web.unreadable", unreadable, [],
      response.headers.get("x-request-id"));
  }
}

/** Sends a file as the raw body; the operation's other members go into the query. */
export async function upload<Out>(path: string, file: File, input: Input = {}): Promise<Out> {
  const filled = fillPath(path, input);
  const response = await send(filled.path + queryString({ ...filled.rest, filename: file.name }), {
    method: "POST",
    headers: { "X-CSRF-Token": csrfToken, "Content-Type": "application/octet-stream" },
    body: file,
  });
  return (await response.json()) as Out;
}

/** The file name of a Content-Disposition header, the UTF-8 form first. */
export function downloadName(header: string | null, fallback: string): string {
  const extended = header?.match(/filename\*=UTF-8''([^;]+)/i)?.[1];
  if (extended !== undefined) {
    try {
      return decodeURIComponent(extended);
    } catch {
      return fallback;
    }
  }
  return header?.match(/filename="?([^";]+)"?/i)?.[1] ?? fallback;
}

/** Fetches a file (so that an error can be shown) and gives it to the browser to keep. */
export async function download(path: string, input: Input, fallbackName: string) {
  const filled = fillPath(path, input);
  const response = await send(filled.path + queryString(filled.rest), { method: "GET" });
  const link = document.createElement("a");
  link.href = URL.createObjectURL(await response.blob());
  link.download = downloadName(response.headers.get("content-disposition"), fallbackName);
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
