// What the page says itself; what the records say comes from the API in the same language.

const en = {
  search: "Search", search_hint: "Any name, in any script", menu_docs: "API reference", menu_json: "OpenAPI",
  language: "Language", skip: "Skip to the records", loading: "Loading…",
  outside: "Outside the time that the dataset covers: what is known is shown, and silence means nothing.",
  partial: "The dataset covers this day only in part.",
  julian: "Julian", gregorian: "Gregorian", japanese: "Japanese",
  day: "Day", month: "Month", year: "Year", earlier: "earlier", later: "later",
  go: "Go", day_field: "Go to a day", day_hint: "1855-02-07, julian:1855-01-26 or japanese:安政1-12-21",
  previous_turn: "Previous turn", next_turn: "Next turn", turn_of: "Turn {n} of {of}",
  before_first: "Before the first recorded contact",
  timeline: "Timeline", timeline_help: "Arrow keys on the playhead: left and right a day, up and down a month, Page Up and Page Down a year.",
  playhead: "Day shown", zoom_in: "Zoom in", zoom_out: "Zoom out", zoom_all: "Whole period", relation_of: "Relation of",
  lane_relation: "Relation", lane_treaty: "Treaties", lane_force: "War", lane_diplomacy: "Diplomacy", lane_voyage: "Voyages", lane_affair: "Affairs",
  key_exact: "known to the day", key_unsure: "some time within", key_span: "lasting", key_soft: "begins or ends some time within",
  map: "Who held what", map_help: "The same is listed under “This day”.", map_note: "Land: Natural Earth. A seal stands for a territory without a drawn outline. Dashed lines join a voyage’s ports of call; they are not tracks.",
  voyage: "voyage", place: "place", no_holder: "no one",
  tab_day: "This day", tab_changes: "What changed", tab_record: "Record", tab_list: "Chronicle", tab_search: "Results",
  relation: "Relation", wars: "At war", no_war: "No war between the powers recorded.", treaties_in_force: "Treaties in force", treaties_pending: "Signed, not yet in force",
  control: "Who held what", offices: "In office", ongoing: "Under way", states: "States", possibly: "possibly",
  possibly_title: "The sources leave it open whether this held on that very day.",
  changes_intro: "What began, ended or changed hands between two days.", from: "From", to: "To", compare: "Compare", use_day: "use the day shown",
  changed: "Changed hands or form", began: "Began", ended: "Ended", transient: "Began and ended within",
  cause: "by", no_changes: "Nothing recorded changed between these days.", more: "Show {n} more", became: "became",
  list_intro: "Every event and treaty in order of time: the timeline as a table.", list_filter: "Show", all: "Everything", date: "Date", what: "What",
  record_none: "Choose a mark on the timeline, a territory on the map or a name in a list.", close: "Close", show_on_day: "Show {date}",
  claims: "Claims", claims_intro: "Each fact is a claim of one source. Those that conflict stand side by side.",
  claims_count: "{n} claims", verified_count: "{n} verified at the source", unverified_count: "{n} not verified", conflicts_count: "disputed facts: {n}",
  disputed: "Disputed", all_claims: "All claims", verified: "verified", verified_on: "verified on {date}: {method}", unverified: "not verified",
  rank_preferred: "preferred", rank_normal: "normal", rank_deprecated: "deprecated", general: "general knowledge, no source named", unknown_value: "unknown", none_value: "none",
  sources: "Sources", cite: "Cite", copy: "Copy", copied: "Copied", copy_curl: "Copy as curl", open_json: "Open", request: "The request behind this view", formats: "Formats",
  articles: "Articles", article: "Article {n}", article_preamble: "Preamble", article_additional: "Additional {n}", article_secret: "Secret {n}", secret: "secret",
  graph: "Causes and consequences", because: "Because of", led_to: "Led to", deeper: "One step further", graph_none: "No cause or consequence is recorded.",
  also: "Also called", results_for: "{n} results for “{q}”", did_you_mean: "Did you mean", no_results: "Nothing found for “{q}”.", suggestions: "Suggestions",
  try_again: "Try again", error: "This could not be shown", tabs: "Views", legend: "Legend",
  diplomatic_none: "no relations", diplomatic_consular: "consuls", diplomatic_legation: "legations", diplomatic_embassy: "embassies", diplomatic_severed: "relations severed",
  f_date: "Date", f_interval: "When", f_signed: "Signed", f_ratified: "Ratification", f_in_force: "In force", f_in_force_basis: "Entry by", f_parties: "Parties", f_bound: "Bound", f_signatories: "Signatories", f_languages: "Languages of the text", f_secret: "Secret", f_supersedes: "Supersedes", f_superseded_by: "Superseded by", f_ended_by: "Ended by", f_events: "Events", f_places: "Places", f_participants: "Participants", f_part_of: "Part of", f_parts: "Parts", f_treaties: "Treaties", f_duration: "Duration", f_quantities: "Figures", f_existed: "Lived or existed", f_offices: "Offices", f_predecessors: "Predecessors", f_successors: "Successors", f_names: "Names", f_affiliations: "Belonged to", f_office: "Office", f_state: "State", f_holder: "Held by", f_acting: "Acting", f_predecessor: "Predecessor", f_successor: "Successor", f_point: "Position", f_modern_name: "Today", f_within: "Within", f_control: "Held over time", f_between: "Between", f_status: "Relation", f_diplomatic: "Diplomatic relations", f_opened_by: "Opened by", f_closed_by: "Closed by", f_place: "Place", f_basis: "By what right", f_treaty: "Treaty", f_kinds: "Subjects", f_text: "Text", f_subject: "About", f_from: "From", f_to: "To", f_effects: "Effects", f_population: "People", f_title: "Title", f_author: "Author", f_editor: "Editor", f_issued: "Published", f_publisher: "Publisher", f_volume: "Volume", f_page: "Pages", f_URL: "Address", f_archive: "Archive", f_language: "Language", f_origin: "Origin", f_supports: "Speaks for", f_value: "Value", f_field: "Field", f_rank: "Rank", f_rank_reason: "Reason", f_source: "Source", f_locator: "Where in it", f_certainty: "Certainty", f_verified: "Verified", f_conflicts_with: "Conflicts with", f_about: "Speaks of", f_actor: "Actor", f_act: "Act", f_role: "Role", f_on_behalf_of: "for", f_end_kind: "Ended how", f_by: "by", f_number_as_written: "Number", f_yes: "yes", f_no: "no", f_containertitle: "In",
  type_event: "Event", type_treaty: "Treaty", type_article: "Article", type_actor: "Actor", type_office: "Office", type_place: "Place", type_relation: "Relation", type_control: "Control", type_source: "Source", type_claim: "Claim",
};

const ja = {
  search: "検索", search_hint: "人名・地名・条約名", menu_docs: "API リファレンス", menu_json: "OpenAPI",
  language: "言語", skip: "記録へ移動", loading: "読み込み中…",
  outside: "データの対象期間外です。わかっていることだけを示しており、記載がなくても何もなかったことを意味しません。",
  partial: "この日については、データの一部しか揃っていません。",
  julian: "ユリウス暦", gregorian: "グレゴリオ暦", japanese: "和暦",
  day: "日", month: "月", year: "年", earlier: "前へ", later: "次へ",
  go: "移動", day_field: "日付へ移動", day_hint: "1855-02-07、julian:1855-01-26、japanese:安政1-12-21",
  previous_turn: "前の転機", next_turn: "次の転機", turn_of: "転機 {n}／{of}",
  before_first: "記録に残る最初の接触より前",
  timeline: "年表", timeline_help: "日付のつまみを選び、左右の矢印キーで一日、上下で一か月、Page Up・Page Down で一年動かします。",
  playhead: "表示中の日", zoom_in: "拡大", zoom_out: "縮小", zoom_all: "全期間", relation_of: "二国間関係",
  lane_relation: "関係", lane_treaty: "条約", lane_force: "戦争", lane_diplomacy: "外交", lane_voyage: "航海", lane_affair: "その他",
  key_exact: "日まで判明", key_unsure: "この期間のいつか", key_span: "継続期間", key_soft: "始まり・終わりがこの期間のいつか",
  map: "領有と支配", map_help: "同じ内容は「この日」の一覧にもあります。", map_note: "陸地：Natural Earth。円は、境界線を描いていない地域を示します。破線は寄港地を順に結んだもので、航跡ではありません。",
  voyage: "航海", place: "地点", no_holder: "なし",
  tab_day: "この日", tab_changes: "変化", tab_record: "記録", tab_list: "年代記", tab_search: "検索結果",
  relation: "関係", wars: "戦争", no_war: "記録された国家間の戦争はありません。", treaties_in_force: "有効な条約", treaties_pending: "調印済み・未発効",
  control: "領有と支配", offices: "在職者", ongoing: "進行中", states: "国家", possibly: "可能性あり",
  possibly_title: "史料からは、まさにこの日に該当するかどうかを確定できません。",
  changes_intro: "二つの日付のあいだに始まったもの、終わったもの、移り変わったもの。", from: "開始日", to: "終了日", compare: "比較", use_day: "表示中の日を使う",
  changed: "移転・変更", began: "開始", ended: "終了", transient: "期間内に始まって終わったもの",
  cause: "契機：", no_changes: "この間に記録された変化はありません。", more: "あと {n} 件を表示", became: "変化後",
  list_intro: "すべての出来事と条約を年代順に並べた、表の形の年表です。", list_filter: "表示", all: "すべて", date: "日付", what: "事項",
  record_none: "年表の印、地図の地域、または一覧の名前を選んでください。", close: "閉じる", show_on_day: "{date}を表示",
  claims: "主張", claims_intro: "どの事実も、ある史料の主張として記録しています。食い違う主張は並べて示します。",
  claims_count: "主張 {n} 件", verified_count: "史料で確認済み {n} 件", unverified_count: "未確認 {n} 件", conflicts_count: "異説のある事実 {n} 件",
  disputed: "異説あり", all_claims: "すべての主張", verified: "確認済み", verified_on: "{date} 確認：{method}", unverified: "未確認",
  rank_preferred: "優先", rank_normal: "通常", rank_deprecated: "不採用", general: "一般に知られた事柄（史料の指定なし）", unknown_value: "不明", none_value: "なし",
  sources: "史料", cite: "引用", copy: "コピー", copied: "コピーしました", copy_curl: "curl としてコピー", open_json: "開く", request: "この表示のもとになったリクエスト", formats: "形式",
  articles: "条文", article: "第{n}条", article_preamble: "前文", article_additional: "追加 {n}", article_secret: "秘密 {n}", secret: "秘密",
  graph: "原因と結果", because: "原因", led_to: "結果", deeper: "もう一段たどる", graph_none: "原因・結果の記録はありません。",
  also: "別名", results_for: "「{q}」の検索結果 {n} 件", did_you_mean: "もしかして", no_results: "「{q}」は見つかりませんでした。", suggestions: "候補",
  try_again: "再試行", error: "表示できませんでした", tabs: "表示内容", legend: "凡例",
  diplomatic_none: "国交なし", diplomatic_consular: "領事関係", diplomatic_legation: "公使を交換", diplomatic_embassy: "大使を交換", diplomatic_severed: "国交断絶",
  f_date: "日付", f_interval: "期間", f_signed: "調印", f_ratified: "批准", f_in_force: "効力", f_in_force_basis: "発効の根拠", f_parties: "締約国", f_bound: "拘束される国", f_signatories: "署名者", f_languages: "本文の言語", f_secret: "秘密", f_supersedes: "先行の条約", f_superseded_by: "後継の条約・条文", f_ended_by: "終了の原因", f_events: "出来事", f_places: "場所", f_participants: "関係者", f_part_of: "含まれる出来事", f_parts: "内訳", f_treaties: "条約", f_duration: "期間の長さ", f_quantities: "数量", f_existed: "生没・存続", f_offices: "官職", f_predecessors: "前身", f_successors: "後継", f_names: "名称", f_affiliations: "所属", f_office: "官職", f_state: "国家", f_holder: "保持者", f_acting: "代理", f_predecessor: "前任", f_successor: "後任", f_point: "位置", f_modern_name: "現在名", f_within: "属する地域", f_control: "領有の推移", f_between: "当事国", f_status: "関係", f_diplomatic: "外交関係", f_opened_by: "開始の契機", f_closed_by: "終了の契機", f_place: "場所", f_basis: "根拠", f_treaty: "条約", f_kinds: "主題", f_text: "要旨", f_subject: "対象", f_from: "与える側", f_to: "受ける側", f_effects: "効果", f_population: "住民", f_title: "題名", f_author: "著者", f_editor: "編者", f_issued: "刊行", f_publisher: "発行者", f_volume: "巻", f_page: "頁", f_URL: "URL", f_archive: "文書館", f_language: "言語", f_origin: "出所", f_supports: "裏づける記録", f_value: "値", f_field: "項目", f_rank: "位置づけ", f_rank_reason: "理由", f_source: "史料", f_locator: "該当箇所", f_certainty: "確実度", f_verified: "確認", f_conflicts_with: "食い違う主張", f_about: "対象", f_actor: "主体", f_act: "行為", f_role: "役割", f_on_behalf_of: "代表", f_end_kind: "終了の形", f_by: "根拠", f_number_as_written: "番号", f_yes: "はい", f_no: "いいえ", f_containertitle: "所収",
  type_event: "出来事", type_treaty: "条約", type_article: "条文", type_actor: "主体", type_office: "官職", type_place: "場所", type_relation: "関係", type_control: "領有", type_source: "史料", type_claim: "主張",
};

const ru = {
  search: "Поиск", search_hint: "Имя, любым письмом", menu_docs: "Справочник API", menu_json: "OpenAPI",
  language: "Язык", skip: "К записям", loading: "Загрузка…",
  outside: "Этот день вне времени, которое охватывают данные: показано известное; отсутствие записи ничего не значит.",
  partial: "Этот день охвачен данными лишь отчасти.",
  julian: "Юлианский", gregorian: "Григорианский", japanese: "Японский",
  day: "День", month: "Месяц", year: "Год", earlier: "назад", later: "вперёд",
  go: "Перейти", day_field: "Перейти к дню", day_hint: "1855-02-07, julian:1855-01-26 или japanese:安政1-12-21",
  previous_turn: "Предыдущий поворот", next_turn: "Следующий поворот", turn_of: "Поворот {n} из {of}",
  before_first: "До первых известных контактов",
  timeline: "Лента времени", timeline_help: "Выберите указатель дня: стрелки влево и вправо — день, вверх и вниз — месяц, Page Up и Page Down — год.",
  playhead: "Показанный день", zoom_in: "Приблизить", zoom_out: "Отдалить", zoom_all: "Весь период", relation_of: "Отношения",
  lane_relation: "Отношения", lane_treaty: "Договоры", lane_force: "Война", lane_diplomacy: "Дипломатия", lane_voyage: "Плавания", lane_affair: "Прочее",
  key_exact: "известно с точностью до дня", key_unsure: "когда-то в этих пределах", key_span: "длилось", key_soft: "начало или конец — в этих пределах",
  map: "Кто чем владел", map_help: "То же перечислено во вкладке «Этот день».", map_note: "Суша: Natural Earth. Кружок обозначает территорию, граница которой не нанесена. Пунктир соединяет стоянки плавания и не передаёт его путь.",
  voyage: "плавание", place: "место", no_holder: "никто",
  tab_day: "Этот день", tab_changes: "Перемены", tab_record: "Запись", tab_list: "Хроника", tab_search: "Найдено",
  relation: "Отношения", wars: "Войны", no_war: "Войн между державами в записях нет.", treaties_in_force: "Действующие договоры", treaties_pending: "Подписаны, но не вступили в силу",
  control: "Кто чем владел", offices: "На посту", ongoing: "Идёт в этот день", states: "Государства", possibly: "возможно",
  possibly_title: "Источники не позволяют сказать, было ли так именно в этот день.",
  changes_intro: "Что началось, закончилось или перешло в другие руки между двумя днями.", from: "С", to: "По", compare: "Сравнить", use_day: "взять показанный день",
  changed: "Перешло или изменилось", began: "Началось", ended: "Закончилось", transient: "Началось и закончилось",
  cause: "вследствие", no_changes: "Между этими днями перемен не записано.", more: "Показать ещё {n}", became: "стало",
  list_intro: "Все события и договоры по порядку: лента времени в виде таблицы.", list_filter: "Показать", all: "Всё", date: "Дата", what: "Что",
  record_none: "Выберите знак на ленте, территорию на карте или имя в списке.", close: "Закрыть", show_on_day: "Показать {date}",
  claims: "Утверждения", claims_intro: "Каждый факт — утверждение одного источника. Противоречащие друг другу стоят рядом.",
  claims_count: "утверждений: {n}", verified_count: "сверено с источником: {n}", unverified_count: "не сверено: {n}", conflicts_count: "спорных фактов: {n}",
  disputed: "Спорно", all_claims: "Все утверждения", verified: "сверено", verified_on: "сверено {date}: {method}", unverified: "не сверено",
  rank_preferred: "предпочтительное", rank_normal: "обычное", rank_deprecated: "отвергнутое", general: "общеизвестное, источник не назван", unknown_value: "неизвестно", none_value: "нет",
  sources: "Источники", cite: "Цитировать", copy: "Копировать", copied: "Скопировано", copy_curl: "Копировать как curl", open_json: "Открыть", request: "Запрос, которым получен этот вид", formats: "Форматы",
  articles: "Статьи", article: "Статья {n}", article_preamble: "Преамбула", article_additional: "Дополнительная {n}", article_secret: "Секретная {n}", secret: "секретная",
  graph: "Причины и следствия", because: "Причины", led_to: "Следствия", deeper: "Ещё на шаг", graph_none: "Причин и следствий не записано.",
  also: "Также", results_for: "По запросу «{q}» найдено: {n}", did_you_mean: "Возможно, вы искали", no_results: "По запросу «{q}» ничего не найдено.", suggestions: "Подсказки",
  try_again: "Повторить", error: "Не удалось показать", tabs: "Виды", legend: "Обозначения",
  diplomatic_none: "отношений нет", diplomatic_consular: "консулы", diplomatic_legation: "миссии", diplomatic_embassy: "посольства", diplomatic_severed: "отношения разорваны",
  f_date: "Дата", f_interval: "Когда", f_signed: "Подписан", f_ratified: "Ратификация", f_in_force: "В силе", f_in_force_basis: "Вступление в силу", f_parties: "Стороны", f_bound: "Для кого обязателен", f_signatories: "Подписали", f_languages: "Языки текста", f_secret: "Секретность", f_supersedes: "Заменил", f_superseded_by: "Заменён", f_ended_by: "Чем прекращён", f_events: "События", f_places: "Места", f_participants: "Участники", f_part_of: "Входит в", f_parts: "Включает", f_treaties: "Договоры", f_duration: "Длилось", f_quantities: "В цифрах", f_existed: "Годы жизни или существования", f_offices: "Должности", f_predecessors: "Предшественники", f_successors: "Преемники", f_names: "Имена и названия", f_affiliations: "Принадлежность", f_office: "Должность", f_state: "Государство", f_holder: "Владелец", f_acting: "Исполняющий обязанности", f_predecessor: "Предшественник", f_successor: "Преемник", f_point: "Положение", f_modern_name: "Ныне", f_within: "В составе", f_control: "Кто владел", f_between: "Стороны", f_status: "Отношения", f_diplomatic: "Дипломатические отношения", f_opened_by: "Начало положило", f_closed_by: "Конец положило", f_place: "Место", f_basis: "Основание", f_treaty: "Договор", f_kinds: "Предмет", f_text: "Содержание", f_subject: "О чём", f_from: "От кого", f_to: "Кому", f_effects: "Последствия", f_population: "Жители", f_title: "Название", f_author: "Автор", f_editor: "Редактор", f_issued: "Издано", f_publisher: "Издатель", f_volume: "Том", f_page: "Страницы", f_URL: "Адрес", f_archive: "Архив", f_language: "Язык", f_origin: "Происхождение", f_supports: "Подтверждает", f_value: "Значение", f_field: "Поле", f_rank: "Ранг", f_rank_reason: "Обоснование", f_source: "Источник", f_locator: "Где именно", f_certainty: "Достоверность", f_verified: "Сверено", f_conflicts_with: "Противоречит", f_about: "Касается", f_actor: "Участник", f_act: "Акт", f_role: "Роль", f_on_behalf_of: "за", f_end_kind: "Как закончился", f_by: "по", f_number_as_written: "Номер", f_yes: "да", f_no: "нет", f_containertitle: "В издании",
  type_event: "Событие", type_treaty: "Договор", type_article: "Статья", type_actor: "Участник", type_office: "Должность", type_place: "Место", type_relation: "Отношения", type_control: "Владение", type_source: "Источник", type_claim: "Утверждение",
};

const jaValues = {
  attacker: "攻撃側", author: "著者", belligerent: "交戦国", buyer: "買い手", captive: "捕虜", captor: "捕らえた側", castaway: "漂流民", commander: "指揮官", defeated: "敗者", envoy: "使節", financier: "出資者", founder: "創設者", host: "応接側", interpreter: "通訳", leader: "指導者", mediator: "仲介者", member: "構成員", negotiator: "交渉者", occupier: "占領側", opponent: "反対者", participant: "参加者", party: "当事者", plenipotentiary: "全権", recipient: "受け手", ruler: "君主", secretary: "書記", seller: "売り手", supplier: "供給者", supporter: "支援者", target: "対象", vessel: "船", victor: "勝者",
  announcement: "通告", exchange: "批准書交換", promulgation: "公布", ratification: "批准", approval: "承認", adoption: "採択", signature: "署名", "treaty-text": "条約の定め", succession: "承継", accession: "加入", unknown: "不明",
  annulled: "無効化", lapsed: "失効", superseded: "後継条約への移行", part: "一部", whole: "全部", japanese: "日本", russian: "ロシア", "third-party": "第三国", certain: "確実", probable: "おそらく", possible: "可能性あり",
};

const ruValues = {
  attacker: "нападающий", author: "автор", belligerent: "воюющая сторона", buyer: "покупатель", captive: "пленный", captor: "взявший в плен", castaway: "потерпевший кораблекрушение", commander: "командующий", defeated: "побеждённый", envoy: "посланник", financier: "заимодавец", founder: "основатель", host: "принимающая сторона", interpreter: "переводчик", leader: "руководитель", mediator: "посредник", member: "член", negotiator: "участник переговоров", occupier: "занявшая сторона", opponent: "противник", participant: "участник", party: "сторона", plenipotentiary: "уполномоченный", recipient: "получатель", ruler: "монарх", secretary: "секретарь", seller: "продавец", supplier: "поставщик", supporter: "сторонник", target: "против кого", vessel: "корабль", victor: "победитель",
  announcement: "объявление", exchange: "обмен грамотами", promulgation: "обнародование", ratification: "ратификация", approval: "одобрение", adoption: "принятие", signature: "подписание", "treaty-text": "по тексту договора", succession: "правопреемство", accession: "присоединение", unknown: "неизвестно",
  annulled: "аннулирован", lapsed: "истёк", superseded: "заменён", part: "часть", whole: "целиком", japanese: "японское", russian: "русское", "third-party": "третья сторона", certain: "несомненно", probable: "вероятно", possible: "возможно",
};

const languages = { en, ja, ru };
const values = { ja: jaValues, ru: ruValues };
let current = en;

export function speak(language) {
  current = languages[language] ?? en;
  document.documentElement.lang = language;
  for (const element of document.querySelectorAll("[data-t]")) element.textContent = t(element.dataset.t);
  for (const element of document.querySelectorAll("[data-t-label]")) element.setAttribute("aria-label", t(element.dataset.tLabel));
  for (const element of document.querySelectorAll("[data-t-placeholder]")) element.setAttribute("placeholder", t(element.dataset.tPlaceholder));
}

/** A sentence of the page; a key that no language has stands for itself (a newer API may name more than we know). */
export const t = (key, values = {}) => (current[key] ?? en[key] ?? key).replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
/** A word of the API's own that has no label there, such as the role of a participant. */
export const valueWord = (value) => values[document.documentElement.lang]?.[value] ?? value.replace(/-/g, " ");
export const knows = (key) => key in en;
