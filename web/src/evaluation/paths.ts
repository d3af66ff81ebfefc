// Addresses of the evaluation's pages.
export const statisticsPath = "/evaluation/statistics";
export const reportPath = (period: string, enterprise: number) => `/evaluation/reports/${period}/${enterprise}`;
export const systemPath = (id: string) => `/evaluation/systems/${encodeURIComponent(id)}`;
export const systemEditPath = (id: string, revision?: number) => `/evaluation/systems/${encodeURIComponent(id)}/edit${revision ? `?revision=${revision}` : ""}`;
export const runPath = (id: number) => `/evaluation/runs/${id}`;
export const casePath = (id: number) => `/evaluation/cases/${id}`;
