// Where the module's pages and operations stand, in one place.
export const paths = {
  projects: "/api/projects",
  project: "/api/projects/{id}",
  board: "/api/projects/board",
  duplicates: "/api/projects/duplicates",
  vocabulary: "/api/projects/vocabulary",
  check: "/api/projects/{id}/stage",
  move: "/api/projects/{id}/stage",
  status: "/api/projects/{id}/status",
  events: "/api/projects/{id}/events",
  overrides: "/api/project-overrides",
  override: "/api/projects/{id}/overrides",
  rules: "/api/project-stage-rules",
} as const;

export const projectPath = (id: number, tab?: string) => `/project/projects/${id}${tab ? `?tab=${tab}` : ""}`;
