// The one table of the product. The server sorts, filters, searches and pages; the address holds
// the state; the export asks the same question on `<path>/export`. On a narrow window the rows
// become cards. Keyboard: up and down choose a row, Enter opens it, PageUp and PageDown turn over.
import { DownloadOutlined, ReloadOutlined, SettingOutlined } from "@ant-design/icons";
import { App, Badge, Button, Checkbox, Dropdown, Grid, Input, Pagination, Popover, Select, Table, Tooltip } from "antd";
import type { TableProps } from "antd";
import { type KeyboardEvent, type ReactNode, useEffect, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { useSearchParams } from "react-router-dom";

import { ApiError, download, type Input as ApiInput } from "../api/client";
import { useGet } from "../api/use_get";
import { missing } from "./format";
import { useLanguage, useText } from "./i18n";
import { Failure, Loading, Nothing } from "./states";
import { changeTableState, pageSizes, readTableState, tableQuery, type TableState, writeTableState } from "./table_state";
import { useZones } from "./zones";

export interface Column<Row> {
  /** The server's name of it: for sorting and for the export. "actions" stays in sight. */
  key: string;
  title: string;
  render: (row: Row) => ReactNode;
  sortable?: boolean;
  align?: "right" | "center";
  width?: number;
  /** Not shown until chosen. */
  hidden?: boolean;
  /** Not a column of the export. */
  local?: boolean;
  help?: ReactNode;
}

export interface Filter {
  name: string;
  label: string;
  options?: { value: string; label: string }[];
  /** Another control than a select, a tree for instance. */
  render?: (value: string | undefined, onChange: (value: string | undefined) => void) => ReactNode;
}

export interface ListPage<Row> {
  items: Row[];
  total: number;
  page: number;
  page_size: number;
}

interface Props<Row, P extends ListPage<Row>> {
  /** Names the remembered choice of columns. */
  id: string;
  path: string;
  /** Fixed members of the question beside the zone. */
  input?: ApiInput;
  columns: Column<Row>[];
  rowKey: (row: Row) => string | number;
  filters?: Filter[];
  search?: string | false;
  exported?: boolean;
  onOpen?: (row: Row) => void;
  actions?: ReactNode;
  empty: { title: string; hint?: ReactNode; action?: ReactNode };
  /** Shown above the rows, made of the answer. */
  header?: (page: P) => ReactNode;
  expanded?: (row: Row) => ReactNode;
  /** Another number reads again. */
  version?: number;
  prefix?: string;
}

const columnKey = (id: string) => `gaoxin.columns.${id}`;

function readColumnChoice(id: string): string[] | null {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(columnKey(id)) ?? "null");
    return Array.isArray(stored) ? stored.filter((key) => typeof key === "string") : null;
  } catch {
    return null;
  }
}

/** Which columns are shown: what was chosen, or those not hidden at first. Never none. */
export function shownColumns<Row>(columns: Column<Row>[], choice: string[] | null): Column<Row>[] {
  const shown = choice ? columns.filter((c) => choice.includes(c.key)) : columns.filter((c) => !c.hidden);
  return shown.length > 0 ? shown : columns;
}

function SearchBox({ value, placeholder, onSearch }: { value: string; placeholder: string; onSearch: (q: string) => void }) {
  const [text, setText] = useState(value);
  useEffect(() => setText(value), [value]);
  useEffect(() => {
    if (text.trim() === value) return;
    const timer = setTimeout(() => onSearch(text.trim()), 300);
    return () => clearTimeout(timer);
  });
  return (
    <Input
      className="search"
      type="search"
      allowClear
      value={text}
      placeholder={placeholder}
      aria-label={placeholder}
      suffix={<kbd>/</kbd>}
      onChange={(event) => setText(event.target.value)}
      onPressEnter={() => onSearch(text.trim())}
    />
  );
}

function ColumnChoice<Row>({ columns, shown, onChange }: { columns: Column<Row>[]; shown: Column<Row>[]; onChange: (keys: string[] | null) => void }) {
  const { t } = useTranslation();
  return (
    <Popover
      trigger="click"
      placement="bottomRight"
      title={t("table.columns")}
      content={
        <div className="column-choice">
          <Checkbox.Group
            value={shown.map((c) => c.key)}
            options={columns.map((c) => ({ value: c.key, label: c.title }))}
            onChange={(keys) => onChange(keys as string[])}
          />
          <Button size="small" type="link" onClick={() => onChange(null)}>{t("table.columnsReset")}</Button>
        </div>
      }
    >
      <Tooltip title={t("table.columns")}><Button icon={<SettingOutlined />} aria-label={t("table.columns")} /></Tooltip>
    </Popover>
  );
}

function ExportMenu({ path, input, columns, name }: { path: string; input: ApiInput; columns: string[]; name: string }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const text = useText();
  const { message } = App.useApp();
  const [busy, setBusy] = useState(false);
  const run = async (format: string) => {
    setBusy(true);
    try {
      await download(`${path}/export`, { ...input, page: undefined, page_size: undefined, format, columns, lang: language }, `${name}.${format}`);
    } catch (cause) {
      if (!(cause instanceof ApiError)) throw cause;
      message.error(text(cause.text));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Dropdown
      trigger={["click"]}
      menu={{ items: [{ key: "xlsx", label: "Excel (.xlsx)" }, { key: "csv", label: "CSV" }], onClick: ({ key }) => void run(key) }}
    >
      <Button icon={<DownloadOutlined />} loading={busy}>{t("table.export")}</Button>
    </Dropdown>
  );
}

export function DataTable<Row extends object, P extends ListPage<Row> = ListPage<Row>>(props: Props<Row, P>) {
  const { t } = useTranslation();
  const { zone } = useZones();
  const wide = Grid.useBreakpoint().md ?? true;
  const [params, setParams] = useSearchParams();
  const [active, setActive] = useState(-1);
  const [choice, setChoice] = useState(() => readColumnChoice(props.id));
  const { filters = [], prefix = "", onOpen } = props;
  const names = useMemo(() => filters.map((f) => f.name), [filters]);
  const state = readTableState(params, names, prefix);
  const change = (next: Partial<TableState>) => {
    setActive(-1);
    setParams((old) => writeTableState(old, changeTableState(readTableState(old, names, prefix), next), names, prefix), { replace: true });
  };
  const input = { ...props.input, zone: zone.id, ...tableQuery(state) };
  const { data, error, loading, reload } = useGet<P>(props.path, input, props.version);
  const columns = shownColumns(props.columns, choice);
  const narrowed = state.q !== "" || Object.keys(state.filters).length > 0;
  const rows = data?.items ?? [];

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.target instanceof HTMLElement && /^(INPUT|TEXTAREA|SELECT|A|BUTTON)$/.test(event.target.tagName)) return;
    const pages = data ? Math.ceil(data.total / data.page_size) : 1;
    if (event.key === "ArrowDown") setActive(Math.min(active + 1, rows.length - 1));
    else if (event.key === "ArrowUp") setActive(Math.max(active - 1, 0));
    else if (event.key === "Enter" && rows[active]) onOpen?.(rows[active]);
    else if (event.key === "PageDown" && state.page < pages) change({ page: state.page + 1 });
    else if (event.key === "PageUp" && state.page > 1) change({ page: state.page - 1 });
    else return;
    event.preventDefault();
  };

  const antColumns: TableProps<Row>["columns"] = columns.map((column) => ({
    key: column.key,
    title: column.help ? <Tooltip title={column.help}><span className="has-help">{column.title}</span></Tooltip> : column.title,
    align: column.align,
    fixed: column.key === "actions" ? "end" : undefined,
    width: column.width,
    sorter: column.sortable,
    sortOrder: state.sort === column.key ? "ascend" : state.sort === `-${column.key}` ? "descend" : null,
    showSorterTooltip: false,
    render: (_, row) => column.render(row),
  }));

  const nothing = narrowed ? (
    <Nothing
      title={t("table.noMatch")}
      hint={t("table.noMatchHint")}
      action={<Button onClick={() => change({ q: "", filters: {} })}>{t("table.clear")}</Button>}
    />
  ) : (
    <Nothing {...props.empty} />
  );

  return (
    <div className="data-table">
      <div className="table-tools">
        {props.search !== false && <SearchBox value={state.q} placeholder={props.search ?? t("table.search")} onSearch={(q) => change({ q })} />}
        {filters.map((filter) => {
          const set = (value: string | undefined) => change({ filters: { ...state.filters, [filter.name]: value ?? "" } });
          return filter.render ? (
            <span key={filter.name}>{filter.render(state.filters[filter.name], set)}</span>
          ) : (
            <Select
              key={filter.name}
              allowClear
              value={state.filters[filter.name]}
              placeholder={filter.label}
              aria-label={filter.label}
              options={filter.options}
              onChange={set}
              popupMatchSelectWidth={false}
              className="table-filter"
            />
          );
        })}
        {narrowed && <Button type="link" onClick={() => change({ q: "", filters: {} })}>{t("table.clear")}</Button>}
        <span className="table-tools-right">
          {props.actions}
          {props.exported && (
            <ExportMenu path={props.path} input={input} name={props.id} columns={columns.filter((c) => !c.local).map((c) => c.key)} />
          )}
          {wide && (
            <ColumnChoice
              columns={props.columns}
              shown={columns}
              onChange={(keys) => {
                if (keys) localStorage.setItem(columnKey(props.id), JSON.stringify(keys));
                else localStorage.removeItem(columnKey(props.id));
                setChoice(keys);
              }}
            />
          )}
          <Tooltip title={t("table.reload")}><Button icon={<ReloadOutlined />} aria-label={t("table.reload")} onClick={reload} /></Tooltip>
        </span>
      </div>
      {error ? (
        <Failure error={error} onRetry={reload} />
      ) : data === undefined ? (
        <Loading rows={10} />
      ) : (
        <>
          {props.header?.(data)}
          {wide ? (
            <div tabIndex={0} onKeyDown={onKeyDown} className="table-body" role="region" aria-label={t("table.rows")}>
              <Table<Row>
                size="small"
                columns={antColumns}
                dataSource={rows}
                rowKey={props.rowKey}
                loading={loading ? { delay: 250 } : false}
                pagination={false}
                scroll={{ x: "max-content" }}
                locale={{ emptyText: nothing }}
                expandable={props.expanded ? { expandedRowRender: props.expanded } : undefined}
                rowClassName={(_, index) => `${index === active ? "row-active" : ""} ${onOpen ? "row-open" : ""}`}
                onRow={(row) => ({
                  onClick: (event) => {
                    if (!(event.target as HTMLElement).closest("a, button, input, .ant-table-row-expand-icon")) onOpen?.(row);
                  },
                })}
                onChange={(_, __, sorter) => {
                  const one = Array.isArray(sorter) ? sorter[0] : sorter;
                  const key = String(one?.columnKey ?? "");
                  change({ sort: !one?.order ? "" : one.order === "ascend" ? key : `-${key}` });
                }}
              />
            </div>
          ) : rows.length === 0 ? (
            nothing
          ) : (
            <ul className="cards">
              {rows.map((row) => (
                <li key={props.rowKey(row)} onClick={(event) => !(event.target as HTMLElement).closest("a, button") && onOpen?.(row)}>
                  {columns.map((column, i) => {
                    const content = column.render(row);
                    if (content === missing) return null;
                    return (
                      <div key={column.key} className={i === 0 ? "card-title" : "card-line"}>
                        {i > 0 && <span className="quiet">{column.title}</span>}
                        <span>{content}</span>
                      </div>
                    );
                  })}
                </li>
              ))}
            </ul>
          )}
          <div className="table-foot">
            <Badge status={loading ? "processing" : "default"} text={t("table.total", { count: data.total })} />
            <Pagination
              size="small"
              simple={!wide}
              current={state.page}
              pageSize={state.pageSize}
              total={data.total}
              showSizeChanger
              pageSizeOptions={pageSizes}
              onChange={(page, pageSize) => change(pageSize === state.pageSize ? { page } : { pageSize })}
            />
          </div>
        </>
      )}
    </div>
  );
}
