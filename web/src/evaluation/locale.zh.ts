export default {
  period: { year: "年份", kind: "报告期种类", period: "报告期", kinds: { month: "月", quarter: "季", year: "年" } },
  statistics: {
    title: "统计", help: "企业按月、按年填报,系统随时审核,由另一人通过后计入合计。没有人填报的是“未知”,不是零。",
    board: "填报进度", upload: "表格填报", totals: "合计与比率", context: "外部数据", items: "指标字典",
  },
  board: {
    search: "企业名称", state: "状态", dueOn: "报送期限", remind: "催报 {{count}} 家", remindTitle: "催报名单:{{period}}", copy: "复制催报通知", copied: "已复制 {{count}} 条通知", letter: "{{name}} {{contact}} {{phone}}:请于 {{due}} 前报送 {{period}} 统计报表。",
    overdue: "逾期 {{count}} 天", daysLeft: "还有 {{count}} 天", due: "期限", lastPeriod: "最近填报", contact: "联系人", zone: "园区", nobodyMissing: "都已报送",
    submitAll: "提交 {{count}} 份草稿", acceptAll: "通过 {{count}} 份", acceptAllSure: "通过全部 {{count}} 份已提交的报表?本人填报或提交的不会通过,须由另一人审核。", batchDone: "已处理 {{count}} 份", batchLeft: "已处理 {{done}} 份,{{left}} 份不能处理",
    close: "关账", reopen: "重新打开", closeSure: "关账后这一期不能再改动,确定吗?", openSure: "重新打开后可以再改动,确定吗?", closed: "已关账", progressHelp: "应报 {{expected}} 家,已通过 {{accepted}} 家,待审核 {{submitted}} 家", revision: "第 {{number}} 版",
    noneExpected: "这一年没有应报企业", noneExpectedHint: "企业在报告期最后一天入驻园区才须填报。请换一个年份或区域,或在“企业”中登记入驻。",
  },
  report: {
    title: "统计报表", help: "空着表示未知;确实没有填 0。旁边是上期和上年同期,供核对。", back: "← 填报进度", toEnterprise: "查看企业", enterprise: "企业", zoneItself: "园区自身",
    states: { missing: "未报", draft: "草稿", submitted: "待审核", accepted: "已通过", returned: "已退回" },
    severity: { error: "错误", warning: "疑点" },
    item: "指标", value: "本期", before: "上期", yearBefore: "上年同期", unknown: "未知", unknownHelp: "没有填报", moneyIn: "金额单位", units: { 元: "元", 万元: "万元", 亿元: "亿元" },
    groups: { money: "经营与投入(金额)", people: "人员", counts: "创新与机构(数量)", amounts: "能源、土地与其他" },
    checks: "审核:{{errors}} 项错误,{{warnings}} 项疑点", noFindings: "没有发现问题", reason: "说明原因后可以提交", reasonGiven: "说明:{{reason}}(用户 {{user}},{{time}})", errorsFirst: "请先改正错误",
    save: "保存草稿", saved: "草稿已保存", submit: "提交", submitted: "已提交,等另一人审核", accept: "通过", return: "退回", returnWhy: "退回的原因,填报人会看到", unsaved: "未保存",
    correct: "已通过的报表可以更正:修改后保存为新的一版,以前的版本保留。", waits: "已提交的报表不能改动;由填报人以外的人通过或退回。",
    revisions: "各版本", revision: "第 {{number}} 版", newest: "回到最新版", savedBy: "{{time}} 用户 {{user}} 保存,来源:{{source}}", submittedBy: "{{time}} 用户 {{user}} 提交", decidedBy: "{{time}} 用户 {{user}} 审核", definitions: "指标字典第 {{version}} 版",
  },
  upload: {
    help: "模板每行一家应报企业,已填的和上期的数字都在其中;金额单位万元。上传后先看结果,再保存为草稿。", template: "下载 {{period}} 模板", drop: "把填好的表格拖到这里,或点击选择(.xlsx、.csv)", another: "已选 {{name}};换一个文件", sending: "正在核对…",
    steps: { template: "下载模板并填写", check: "核对", save: "保存为草稿" }, preview: "核对完毕,尚未保存", previewBad: "有错误的单元格,尚未保存", committed: "已保存为草稿;有疑点的须说明原因后再提交",
    counts: { rows: "有数据的行", created: "新草稿", changed: "有改动", unchanged: "无变化", bad: "有错误的行" }, modes: { all_or_nothing: "全部正确才保存", keep_good: "只保存正确的行" }, save: "保存 {{count}} 份草稿", toBoard: "查看填报进度",
    kind: "类别", row: "行", column: "列", wholeRow: "整行", value: "内容", reason: "原因",
  },
  totals: {
    item: "指标", total: "合计", ratio: "比率", value: "数值", items: "合计", ratios: "比率", reporters: "填报家数", coverage: "覆盖率", coverageShort: "报送率", coverageHelp: "填了这一项的企业 / 应报企业;低于八成标红", accepted: "已通过 / 应报",
    hidden: "不公布", hiddenHelp: "填报企业太少,或一家占比过大,公布会泄露企业数据。", nobody: "没有人填报这一项", estimate: "推算", estimateHelp: "为未报企业推算的部分,只供参考,从不计入合计。", estimated: "为 {{count}} 家未报企业推算", withEstimates: "显示推算",
    asOf: "截至", asOfHelp: "只算到这一天已通过的报表:以前公布的数字可以重现。", asOfNote: "截至 {{time}} 已通过的报表,此后的更正没有计入。", public: "公开口径", publicHelp: "隐去会泄露企业数据的数字。",
    why: { missing: "缺数据", zero_denominator: "分母为零", hidden: "不公布" }, whyHelp: { missing: "分子或分母没有人填报,比率未知。", zero_denominator: "分母为零,比率没有意义,不能当作零。", hidden: "填报企业太少,公布会泄露企业数据。" },
    empty: "这一期还没有合计", emptyHint: "报表通过审核后才计入合计。", overTime: "历年", below: "下级比较", seriesLabel: "{{item}}各期数值与覆盖率", levels: { province: "省", city: "市", zone: "高新区", park: "园区" }, rank: "名次", noneBelow: "没有这一级的下级区域",
  },
  items: {
    search: "名称、代码、定义", items: "指标 {{count}}", checks: "审核规则 {{count}}", ratios: "比率 {{count}}", version: "第 {{version}} 版", title: "指标", unit: "单位", subject: "填报者", subjects: { enterprise: "企业", zone: "园区", context: "外部" },
    periods: "报告期", kind: "性质", kinds: { flow: "期内累计", stock: "期末时点" }, definition: "定义", severity: "级别", rule: "规则", checkKind: "种类", about: "涉及指标", limits: "范围", formula: "公式",
    checkKinds: { range: "取值范围", part: "其中项", equal: "平衡", jump: "与历史比", ratio: "比例", together: "同时填报", months: "月与年", required: "必填", unit: "单位" },
  },
  context: { add: "登记外部数据", addHelp: "为{{zone}} {{year}} 年登记。更正时再登记一次,以前的保留。", empty: "这一年还没有外部数据", emptyHint: "全国和所在城市的数据用来比较,例如占城市工业总产值的比重。", source: "来源", sourceHelp: "例如:《2023 年统计公报》第 3 页", recorded: "登记时间" },
};
