// A bug in one page must not take the others with it.
import { Alert, Button } from "antd";
import { Component, type ReactNode } from "react";
import i18next from "i18next";

export class ErrorBoundary extends Component<{ children: ReactNode }, { failed: Error | null }> {
  state = { failed: null as Error | null };

  static getDerivedStateFromError(failed: Error) {
    return { failed };
  }

  render() {
    if (!this.state.failed) return this.props.children;
    return (
      <Alert
        className="failure"
        type="error"
        showIcon
        title={i18next.t("failure.bug")}
        description={this.state.failed.message}
        action={<Button onClick={() => location.reload()}>{i18next.t("failure.reload")}</Button>}
      />
    );
  }
}
