// The state of a server-side table and its form in the address: search, sort, page, page size and
// filters. Pure, so that a link always shows the same rows. Defaults are not written.

export interface TableState {
  q: string;
  /** "name" upwards, "-name" downwards, "" the server's own order. */
  sort: string;
  page: number;
  pageSize: number;
  filters: Record<string, string>;
}

export const defaultPageSize = 50;
export const pageSizes = [20, 50, 100, 200];

const positive = (text: string | null, fallback: number) => {
  const value = Number(text);
  return Number.isSafeInteger(value) && value > 0 ? value : fallback;
};

/** `prefix` lets two tables live on one page. */
export function readTableState(params: URLSearchParams, filterNames: string[], prefix = ""): TableState {
  const filters: Record<string, string> = {};
  for (const name of filterNames) {
    const value = params.get(prefix + name);
    if (value !== null && value !== "") filters[name] = value;
  }
  const pageSize = positive(params.get(`${prefix}page_size`), defaultPageSize);
  return {
    q: params.get(`${prefix}q`) ?? "",
    sort: params.get(`${prefix}sort`) ?? "",
    page: positive(params.get(`${prefix}page`), 1),
    pageSize: pageSizes.includes(pageSize) ? pageSize : defaultPageSize,
    filters,
  };
}

/** Leaves parameters of others (zone, the other table) alone. */
export function writeTableState(
  params: URLSearchParams,
  state: TableState,
  filterNames: string[],
  prefix = "",
): URLSearchParams {
  const next = new URLSearchParams(params);
  const put = (name: string, value: string) =>
    value === "" ? next.delete(prefix + name) : next.set(prefix + name, value);
  put("q", state.q);
  put("sort", state.sort);
  put("page", state.page === 1 ? "" : String(state.page));
  put("page_size", state.pageSize === defaultPageSize ? "" : String(state.pageSize));
  for (const name of filterNames) put(name, state.filters[name] ?? "");
  return next;
}

/** A change of what is shown goes back to the first page. */
export function changeTableState(state: TableState, change: Partial<TableState>): TableState {
  return { ...state, page: 1, ...change };
}

/** What the server is asked for. */
export function tableQuery(state: TableState): Record<string, string | number> {
  return {
    ...state.filters,
    ...(state.q === "" ? {} : { q: state.q }),
    ...(state.sort === "" ? {} : { sort: state.sort }),
    page: state.page,
    page_size: state.pageSize,
  };
}
