// Where the module's pages and operations stand, in one place.
export const paths = {
  projects: "/api/projects",
  project: "/api/projects/{id}",
  board: "/api/projects/kanban",
  duplicates: "/api/projects/duplicates",
  vocabulary: "/api/projects/vocabulary",
  check: "/api/projects/{id}/stage",
  move: "/api/projects/{id}/stage",
  status: "/api/projects/{id}/status",
  events: "/api/projects/{id}/events",
  overrides: "/api/project-overrides",
  decideOverride: "/api/project-overrides/{id}/decide",
  askOverride: "/api/projects/{id}/override",
  rules: "/api/project-rules",
  endRule: "/api/project-rules/{id}/end",
  settings: "/api/project-settings",
  setting: "/api/project-settings/{name}",
  people: "/api/project-people",
  evidence: "/api/projects/{id}/evidence",
} as const;

export const projectPath = (id: number, tab?: string) => `/project/projects/${id}${tab ? `?tab=${tab}` : ""}`;
