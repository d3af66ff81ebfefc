// The board: ten columns of cards. A card is dragged, or chosen with the arrow keys and moved with
// "]" and "[" (or its menu). It moves when the server says so; a refused one goes back and says why.
// On a phone one column at a time: tabs, or a swipe.
import { MoreOutlined, PlusOutlined, ReloadOutlined } from "@ant-design/icons";
import { Alert, App, Button, Checkbox, Dropdown, Grid, Input, Segmented, Space, Tag, Tooltip } from "antd";
import { type DragEvent, type KeyboardEvent, useEffect, useMemo, useRef, useState } from "react";
import { useSearchParams } from "react-router-dom";

import type { ApiError, Text } from "../api/client";
import { useGet } from "../api/use_get";
import { CodeSelect } from "../registry/code_select";
import { formatMoney, formatMoneyShort, missing } from "../shell/format";
import { useLanguage, useText } from "../shell/i18n";
import { GoLink } from "../shell/link";
import { Page } from "../shell/page";
import { usePermission } from "../shell/session";
import { Failure, Loading, Nothing } from "../shell/states";
import { useGo, useZones } from "../shell/zones";
import { nextPlace, type Place, swipe, withMoving } from "./board_state";
import { ChainNodeSelect } from "./field_input";
import { useT } from "./locale";
import { type Move, MoveDialog } from "./move_dialog";
import { listPath, openStatuses, paths, projectPath } from "./paths";
import { Invented, StatusTag, useStageTitle, Warnings } from "./tags";
import type { Kanban, KanbanColumn, Project, ProjectStage } from "./types";
import { UserSelect } from "./user_select";
import { stages } from "./vocabulary";
import "./project.css";

const filterNames = ["q", "owner_user_id", "industry", "chain_node", "stagnant", "overdue"] as const;
type FilterName = (typeof filterNames)[number];

function Filters({ values, set }: { values: Record<string, string>; set: (name: FilterName, value: string | undefined) => void }) {
  const t = useT();
  const [text, setText] = useState(values.q ?? "");
  useEffect(() => setText(values.q ?? ""), [values.q]);
  useEffect(() => {
    if (text.trim() === (values.q ?? "")) return;
    const timer = setTimeout(() => set("q", text.trim()), 300);
    return () => clearTimeout(timer);
  });
  return (
    <div className="table-tools">
      <Input className="search" type="search" allowClear value={text} placeholder={t("list.search")} aria-label={t("list.search")} suffix={<kbd>/</kbd>} onChange={(event) => setText(event.target.value)} />
      <UserSelect className="table-filter" placeholder={t("project.owner")} value={values.owner_user_id ? Number(values.owner_user_id) : undefined} onChange={(v) => set("owner_user_id", v ? String(v) : undefined)} />
      <CodeSelect kind="industries" className="table-filter" placeholder={t("project.industry")} value={values.industry} onChange={(v) => set("industry", v as string | undefined)} />
      <ChainNodeSelect className="table-filter" placeholder={t("project.chainNode")} value={values.chain_node} onChange={(v) => set("chain_node", v || undefined)} />
      <Checkbox checked={values.stagnant === "true"} onChange={(event) => set("stagnant", event.target.checked ? "true" : undefined)}>{t("board.stagnant")}</Checkbox>
      <Checkbox checked={values.overdue === "true"} onChange={(event) => set("overdue", event.target.checked ? "true" : undefined)}>{t("board.overdue")}</Checkbox>
    </div>
  );
}

interface CardProps {
  project: Project;
  active: boolean;
  waiting: boolean;
  mayMove: boolean;
  onMove: (to: ProjectStage) => void;
  onFocus: () => void;
  onDrag: (on: boolean) => void;
}

function Card({ project, active, waiting, mayMove, onMove, onFocus, onDrag }: CardProps) {
  const t = useT();
  const go = useGo();
  const language = useLanguage();
  const title = useStageTitle();
  const at = stages.indexOf(project.stage);
  const next = stages[at + 1];
  const items = [
    ...(mayMove && next ? [{ key: next, label: t("board.toNext", { stage: title(next) }) }] : []),
    { key: "open", label: t("board.open") },
    { key: "report", label: t("board.report") },
    ...(mayMove && at > 0 ? [{ key: "back", label: t("board.toEarlier"), children: stages.slice(0, at).reverse().map((stage) => ({ key: stage, label: title(stage) })) }] : []),
  ];
  return (
    <li
      className={`board-card${active ? " board-card-active" : ""}${waiting ? " board-card-waiting" : ""}`}
      draggable={mayMove}
      tabIndex={active ? 0 : -1}
      data-project={project.id}
      aria-label={`${project.name}, ${title(project.stage)}`}
      onFocus={onFocus}
      onDragStart={(event) => {
        event.dataTransfer.effectAllowed = "move";
        event.dataTransfer.setData("text/plain", String(project.id));
        onDrag(true);
      }}
      onDragEnd={() => onDrag(false)}
    >
      <div className="board-card-head">
        <GoLink to={projectPath(project.id)}>{project.name}</GoLink>
        <Dropdown trigger={["click"]} menu={{ items, onClick: ({ key }) => (key === "open" ? go(projectPath(project.id)) : key === "report" ? go(`${projectPath(project.id, "timeline")}&add=report`) : onMove(key as ProjectStage)) }}>
          <Button type="text" size="small" icon={<MoreOutlined />} aria-label={t("board.actions", { name: project.name })} />
        </Dropdown>
      </div>
      <div className="quiet">{project.investor ?? missing}</div>
      <div className="board-card-line">
        <Tooltip title={project.total_investment ? `${formatMoney(project.total_investment)} ${t("yuan")}` : t("amountUnknown")}><strong>{formatMoneyShort(project.total_investment, language)}</strong></Tooltip>
        <span>{project.owner_name ?? t("board.noOwner")}</span>
      </div>
      <div className="board-card-tags">
        <Tooltip title={t("age.inStageHelp")}><Tag>{t("age.inStage", { days: project.age.days_in_stage })}</Tag></Tooltip>
        {project.status !== "ongoing" && <StatusTag status={project.status} />}
        <Warnings project={project} />
        <Invented on={project.invented} />
      </div>
    </li>
  );
}

function ColumnHead({ column, title, all }: { column: KanbanColumn; title: (text: Text) => string; all: string }) {
  const t = useT();
  const language = useLanguage();
  return (
    <header className="board-head">
      <h2>{stages.indexOf(column.stage) + 1} {title(column.title)}</h2>
      <GoLink to={all}><Tag>{column.count}</Tag></GoLink>
      <Tooltip title={column.count_without_amount > 0 ? t("board.without", { count: column.count_without_amount }) : `${formatMoney(column.total_investment)} ${t("yuan")}`}>
        <span className="board-sum">{column.count === column.count_without_amount ? missing : formatMoneyShort(column.total_investment, language)}{column.count_without_amount > 0 && column.count > column.count_without_amount && " +"}</span>
      </Tooltip>
    </header>
  );
}

export default function Board() {
  const t = useT();
  const text = useText();
  const go = useGo();
  const { message } = App.useApp();
  const { zone } = useZones();
  const wide = Grid.useBreakpoint().md ?? true;
  const title = useStageTitle();
  const mayMove = usePermission("project.write");
  const [params, setParams] = useSearchParams();
  const [place, setPlace] = useState<Place | null>(null);
  const [move, setMove] = useState<Move | null>(null);
  const [dragged, setDragged] = useState<Project | null>(null);
  const [over, setOver] = useState<ProjectStage | null>(null);
  const [refused, setRefused] = useState<{ name: string; error: ApiError } | null>(null);
  const box = useRef<HTMLDivElement>(null);
  const touch = useRef<{ x: number; y: number } | null>(null);
  const values = useMemo(() => Object.fromEntries(filterNames.map((name) => [name, params.get(name) ?? ""]).filter(([, value]) => value !== "")) as Record<string, string>, [params]);
  const { data, error, loading, reload } = useGet<Kanban>(paths.board, { zone: zone.id, ...values });
  const set = (name: string, value: string | undefined) =>
    setParams((old) => { const next = new URLSearchParams(old); if (value) next.set(name, value); else next.delete(name); return next; }, { replace: true });
  const columns = useMemo(() => withMoving(data?.columns ?? [], move && { project: move.project, to: move.to }), [data, move]);
  const shown = (stages as string[]).includes(params.get("stage") ?? "") ? (params.get("stage") as ProjectStage) : "lead";

  useEffect(() => {
    if (place && document.activeElement?.closest(".board")) box.current?.querySelector<HTMLElement>(".board-card-active")?.focus();
  }, [place]);

  const ask = (project: Project, to: ProjectStage) => {
    setRefused(null);
    if (to !== project.stage) setMove({ project, to });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const target = event.target as HTMLElement;
    if (!target.classList.contains("board-card") && target !== box.current) return;
    const card = place && columns[place.column]?.cards[place.row];
    if ((event.key === "]" || event.key === "[") && card && mayMove) {
      const to = stages[stages.indexOf(card.stage) + (event.key === "]" ? 1 : -1)];
      if (to) ask(card, to);
    } else if (event.key === "Enter" && card) go(projectPath(card.id));
    else if (/^(Arrow|Home|End)/.test(event.key)) setPlace(nextPlace(columns.map((c) => c.cards.length), place, event.key));
    else return;
    event.preventDefault();
  };
  const list = (stage: ProjectStage) => listPath({ stage, status: openStatuses, ...values });
  const drop = (event: DragEvent, stage: ProjectStage) => {
    event.preventDefault();
    setOver(null);
    if (dragged) ask(dragged, stage);
  };
  const column = (one: KanbanColumn, index: number) => (
    <section
      key={one.stage}
      className={`board-column${over === one.stage ? " board-column-over" : ""}`}
      aria-label={text(one.title)}
      data-stage={one.stage}
      onDragOver={(event) => { if (dragged) { event.preventDefault(); setOver(one.stage); } }}
      onDragLeave={(event) => { if (!event.currentTarget.contains(event.relatedTarget as Node | null)) setOver(null); }}
      onDrop={(event) => drop(event, one.stage)}
    >
      <ColumnHead column={one} title={text} all={list(one.stage)} />
      <ul className="board-cards">
        {one.cards.map((card, row) => (
          <Card
            key={card.id}
            project={card}
            active={place ? place.column === index && place.row === row : index === columns.findIndex((c) => c.cards.length > 0) && row === 0}
            waiting={move?.project.id === card.id}
            mayMove={mayMove}
            onMove={(to) => ask(card, to)}
            onFocus={() => { if (place?.column !== index || place.row !== row) setPlace({ column: index, row }); }}
            onDrag={(on) => setDragged(on ? card : null)}
          />
        ))}
        {one.cards.length === 0 && <li className="board-empty quiet">{t("board.emptyColumn")}</li>}
      </ul>
      {one.count > one.cards.length && <GoLink to={list(one.stage)}><span className="board-more">{t("board.more", { count: one.count })}</span></GoLink>}
    </section>
  );
  const total = data?.columns.reduce((sum, one) => sum + one.count, 0) ?? 0;
  const filtered = Object.keys(values).length > 0;
  return (
    <Page
      title={t("board.title")}
      help={t("board.help")}
      actions={
        <Space wrap>
          <Button icon={<ReloadOutlined />} loading={loading} aria-label={t("shell:table.reload")} onClick={reload} />
          <Button onClick={() => go("/project/list")}>{t("list.title")}</Button>
          {mayMove && <Button type="primary" icon={<PlusOutlined />} onClick={() => go("/project/new")}>{t("lead.title")}</Button>}
        </Space>
      }
    >
      <Filters values={values} set={set} />
      <div aria-live="assertive">
        {refused && (
          <Alert
            className="gap"
            type="warning"
            showIcon
            closable={{ onClose: () => setRefused(null) }}
            title={t("board.refused", { name: refused.name })}
            description={<>{text(refused.error.text)}<ul>{refused.error.fields.map((f) => <li key={f.path + f.key}>{text(f.message)}</li>)}</ul></>}
          />
        )}
      </div>
      {error ? <Failure error={error} onRetry={reload} /> : !data ? <Loading rows={10} /> : total === 0 ? (
        <Nothing
          title={t(filtered ? "board.noMatch" : "board.empty")}
          hint={t(filtered ? "board.noMatchHint" : "board.emptyHint")}
          action={filtered ? <Button onClick={() => setParams((old) => { const next = new URLSearchParams(old); filterNames.forEach((name) => next.delete(name)); return next; })}>{t("shell:table.clear")}</Button> : mayMove && <Space><Button type="primary" onClick={() => go("/project/new")}>{t("lead.title")}</Button><Button onClick={() => go("/project/imports")}>{t("imports.title")}</Button></Space>}
        />
      ) : wide ? (
        <div ref={box} className="board" tabIndex={-1} onKeyDown={onKeyDown}>{columns.map(column)}</div>
      ) : (
        <div
          className="board-one"
          ref={box}
          onKeyDown={onKeyDown}
          onTouchStart={(event) => { const at = event.touches[0]!; touch.current = { x: at.clientX, y: at.clientY }; }}
          onTouchEnd={(event) => {
            const at = event.changedTouches[0]!;
            const step = touch.current ? swipe(at.clientX - touch.current.x, at.clientY - touch.current.y) : 0;
            touch.current = null;
            const to = stages[stages.indexOf(shown) + step];
            if (step !== 0 && to) set("stage", to);
          }}
        >
          <div className="board-tabs"><Segmented value={shown} onChange={(stage) => set("stage", stage)} options={data.columns.map((one) => ({ value: one.stage, label: `${text(one.title)} ${one.count}` }))} /></div>
          {columns.map((one, index) => (one.stage === shown ? column(one, index) : null))}
        </div>
      )}
      {move && (
        <MoveDialog
          key={`${move.project.id}-${move.to}`}
          move={move}
          onDone={(project) => {
            message.success(t("board.moved", { name: project.name, stage: title(project.stage) }));
            setMove(null);
            reload();
          }}
          onClose={(why) => {
            if (why) setRefused({ name: move.project.name, error: why });
            setMove(null);
            reload();
          }}
        />
      )}
    </Page>
  );
}
