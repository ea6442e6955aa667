// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/compare/set_run_page.h"

#include <cmath>

#include <QComboBox>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QSaveFile>
#include <QSignalBlocker>
#include <QSplitter>
#include <QStackedWidget>
#include <QVBoxLayout>

#include "views/compare/check_tree.h"
#include "views/compare/compare_access.h"
#include "views/compare/pane_footer.h"
#include "views/compare/pane_texts.h"
#include "views/compare/result_grid.h"
#include "views/compare/set_run_cells.h"
#include "views/compare/token_view.h"
#include "views/format/number_text.h"
#include "views/state/checkpoint_catalogue.h"
#include "views/state/compare_grid.h"
#include "views/state/compare_session.h"
#include "views/state/prompt_library.h"
#include "views/theme/theme.h"
#include "views/widgets/action_button.h"
#include "views/widgets/elided_label.h"
#include "views/widgets/empty_state.h"
#include "views/widgets/panel.h"
#include "views/widgets/progress_bar_thin.h"
#include "views/widgets/rule_line.h"
#include "views/widgets/section_title.h"
#include "views/widgets/text_label.h"
#include "views/widgets/toast_host.h"

namespace phi1 {

using namespace Qt::StringLiterals;

SetRunPage::SetRunPage(PageContext &context, QWidget *parent)
    : Page(context, parent)
    , m_session(compareSessionOf(context.session))
    , m_columns(new QSplitter(Qt::Horizontal, this))
    , m_rows(new QSplitter(Qt::Vertical))
{
    buildChoice();
    buildResult();
    m_columns->addWidget(m_choicePanel);
    m_columns->addWidget(m_rows);
    m_rows->addWidget(m_gridPanel);
    m_rows->addWidget(m_readingPanel);
    for (QSplitter *splitter : {m_columns, m_rows}) {
        splitter->setChildrenCollapsible(false);
        connect(splitter, &QSplitter::splitterMoved, this, &SetRunPage::stateChanged);
    }
    m_columns->setStretchFactor(1, 1);
    m_rows->setStretchFactor(0, 1);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_columns);
    Theme::instance().follow(this, [this] {
        for (QSplitter *splitter : {m_columns, m_rows})
            splitter->setHandleWidth(Theme::instance().px(8));
        m_choicePanel->setMinimumWidth(Theme::instance().px(240));
    });
    m_columns->setSizes({Theme::instance().px(300), Theme::instance().px(900)});
    m_rows->setSizes({Theme::instance().px(420), Theme::instance().px(260)});
    connectGrid();
    fillPrompts();
    fillCheckpoints();
    fillStored();
    showGrid();
}

SetRunPage::~SetRunPage() = default;

void SetRunPage::buildChoice()
{
    m_prompts = new CheckTree;
    m_prompts->setAccessibleName(tr("Prompts to run"));
    m_checkpoints = new CheckTree;
    m_checkpoints->setAccessibleName(tr("Checkpoints to run"));
    m_amount = new TextLabel(Theme::Font::Small, Theme::Token::Text3);
    m_amount->setWordWrap(true);
    m_amount->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Maximum);
    m_start = new ActionButton(tr("Start"), u"play"_s, ActionButton::Role::Primary);
    auto *content = new QWidget;
    auto *column = new QVBoxLayout(content);
    const auto titled = [column](const QString &title, QWidget *tree, int share) {
        auto *head = new QVBoxLayout;
        head->addWidget(new SectionTitle(title));
        Theme::instance().follow(tree, [head] {
            const Theme &theme = Theme::instance();
            head->setContentsMargins(theme.px(12), theme.px(8), theme.px(12), theme.px(2));
        });
        column->addLayout(head);
        column->addWidget(tree, share);
        column->addWidget(new RuleLine);
    };
    titled(tr("Prompts"), m_prompts, 3);
    titled(tr("Checkpoints"), m_checkpoints, 2);
    auto *foot = new QVBoxLayout;
    foot->addWidget(m_amount);
    foot->addWidget(m_start);
    column->addLayout(foot);
    m_choicePanel = new Panel;
    m_choicePanel->setHeadVisible(false);
    m_choicePanel->setContent(content);
    connect(m_prompts, &CheckTree::checkedChanged, this, &SetRunPage::updateState);
    connect(m_checkpoints, &CheckTree::checkedChanged, this, &SetRunPage::updateState);
    connect(m_start, &QPushButton::clicked, this, &SetRunPage::startOrStop);
    Theme::instance().follow(content, [column, foot] {
        const Theme &theme = Theme::instance();
        column->setContentsMargins(0, 0, 0, 0);
        column->setSpacing(0);
        foot->setContentsMargins(theme.px(12), theme.px(8), theme.px(12), theme.px(10));
        foot->setSpacing(theme.px(8));
    });
}

void SetRunPage::buildResult()
{
    m_grid = new ResultGrid;
    m_grid->setAccessibleName(tr("Results, prompts down, checkpoints across"));
    m_empty = new EmptyState(
        tr("Tick prompts and checkpoints: every prompt is completed by each of them."));
    m_progress = new ProgressBarThin;
    m_progress->setAccessibleName(tr("Cells that are done"));
    m_progressText = new ElidedLabel({}, Theme::Font::Small, Theme::Token::Text2);
    m_stored = new QComboBox;
    m_stored->setProperty("phi1Role", u"small"_s);
    m_stored->setAccessibleName(tr("Earlier sets"));
    m_stored->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_stored->setMinimumContentsLength(28);
    auto *stack = new QStackedWidget;
    stack->addWidget(m_empty);
    stack->addWidget(m_grid);
    auto *content = new QWidget;
    auto *column = new QVBoxLayout(content);
    auto *progress = new QHBoxLayout;
    progress->addWidget(m_progress, 1);
    progress->addWidget(m_progressText, 1);
    column->addLayout(progress);
    column->addWidget(stack, 1);
    m_gridPanel = new Panel(tr("Results"));
    m_gridPanel->addHeadWidget(m_stored);
    m_gridPanel->setContent(content);

    m_reading = new TokenView;
    m_reading->setAccessibleName(tr("Completion of the selected cell"));
    m_footer = new PaneFooter;
    m_compare = new ActionButton(tr("Open in Compare"), u"compare"_s);
    m_compare->setSmall(true);
    auto *reading = new QWidget;
    auto *readingColumn = new QVBoxLayout(reading);
    readingColumn->setContentsMargins(0, 0, 0, 0);
    readingColumn->setSpacing(0);
    readingColumn->addWidget(m_reading, 1);
    readingColumn->addWidget(m_footer);
    m_readingPanel = new Panel(tr("Completion"));
    m_readingPanel->addHeadWidget(m_compare);
    m_readingPanel->setContent(reading);
    connect(m_grid, &ResultGrid::currentChanged, this, &SetRunPage::showReading);
    connect(m_grid, &ResultGrid::cellActivated, this, &SetRunPage::openInCompare);
    connect(m_compare, &QPushButton::clicked, this, &SetRunPage::openInCompare);
    connect(m_stored, &QComboBox::activated, this, [this](int index) {
        const qint64 wanted = m_stored->itemData(index).toLongLong();
        if (wanted > 0)
            m_session->grid().open(wanted);
    });
    Theme::instance().follow(content, [column, progress] {
        const Theme &theme = Theme::instance();
        column->setContentsMargins(0, 0, 0, 0);
        column->setSpacing(0);
        progress->setContentsMargins(theme.px(12), theme.px(4), theme.px(12), theme.px(4));
        progress->setSpacing(theme.px(10));
    });
}

void SetRunPage::connectGrid()
{
    CompareGrid &grid = m_session->grid();
    connect(&grid, &CompareGrid::reset, this, &SetRunPage::showGrid);
    connect(&grid, &CompareGrid::cellChanged, this, [this](int row, int) {
        // Which outputs of a row are alike depends on all of them.
        for (int column = 0; column < m_session->grid().columns(); ++column)
            showCell(row, column);
        updateState();
        if (row == m_grid->currentRow())
            showReading();
    });
    connect(&grid, &CompareGrid::columnChanged, this, &SetRunPage::updateState);
    connect(&grid, &CompareGrid::progressChanged, this, &SetRunPage::updateState);
    connect(&grid, &CompareGrid::runningChanged, this, &SetRunPage::updateState);
    connect(&grid, &CompareGrid::storedChanged, this, &SetRunPage::fillStored);
    connect(&grid, &CompareGrid::errorOccurred, this, [this](const QString &sentence) {
        context().toasts.show(sentence, {}, {}, ToastHost::Kind::Error);
    });
    connect(&m_session->library(), &PromptLibrary::changed, this, &SetRunPage::fillPrompts);
    connect(&m_session->catalogue(), &CheckpointCatalogue::changed, this,
            &SetRunPage::fillCheckpoints);
    connect(m_session.get(), &CompareSession::samplingChanged, this, &SetRunPage::updateState);
    connect(m_session.get(), &CompareSession::exported, this,
            [this](quint64 request, const QByteArray &text) {
                if (request != m_exportRequest || m_exportPath.isEmpty())
                    return;
                QSaveFile file(m_exportPath);
                if (file.open(QIODevice::WriteOnly) && file.write(text) == text.size() &&
                    file.commit())
                    context().showResult(tr("Exported the results"));
                else
                    context().toasts.show(tr("%1 could not be written: %2; choose another folder.")
                                              .arg(m_exportPath, file.errorString()),
                                          {}, {}, ToastHost::Kind::Error);
            });
}

void SetRunPage::fillPrompts()
{
    QVector<CheckTree::Entry> entries;
    for (const PromptItem &prompt : m_session->library().prompts())
        entries << CheckTree::Entry{prompt.id, prompt.group, prompt.title, prompt.note, true};
    m_filling = true;
    const bool first = m_prompts->count() == 0;
    m_prompts->setEntries(entries);
    if (first) { // all of them, as the button on the page before promises
        QStringList all;
        for (const CheckTree::Entry &entry : std::as_const(entries))
            all << entry.id;
        m_prompts->setChecked(all);
    }
    m_filling = false;
    updateState();
}

void SetRunPage::fillCheckpoints()
{
    QVector<CheckTree::Entry> entries;
    for (const CheckpointChoice &choice : m_session->catalogue().choices()) {
        const QString stage = stageText(choice.stage, choice.step);
        entries << CheckTree::Entry{choice.path,
                                    choice.runId.isEmpty() ? tr("Opened from disk") : choice.name,
                                    choice.runId.isEmpty() || stage.isEmpty() ? choice.name : stage,
                                    choice.path, !choice.isMissing};
    }
    m_filling = true;
    const bool first = m_checkpoints->count() == 0;
    m_checkpoints->setEntries(entries);
    if (first) {
        QStringList held;
        for (int i = 0; i < m_session->paneCount(); ++i)
            held << m_session->pane(i).facts.checkpoint.path;
        m_checkpoints->setChecked(held);
    }
    m_filling = false;
    updateState();
}

void SetRunPage::fillStored()
{
    const QSignalBlocker blocker(m_stored);
    m_stored->clear();
    const CompareGrid &grid = m_session->grid();
    m_stored->addItem(grid.stored().isEmpty() ? tr("No earlier set") : tr("Earlier sets"), 0);
    for (const GridSummary &summary : grid.stored()) {
        m_stored->addItem(
            tr("%1 · %2 × %3, %4 cells")
                .arg(summary.title.isEmpty() ? localTime(summary.createdAt) : summary.title,
                     grouped(summary.prompts), grouped(summary.checkpoints),
                     grouped(summary.cells)),
            summary.id);
        if (summary.id == grid.id())
            m_stored->setCurrentIndex(m_stored->count() - 1);
    }
    m_stored->setEnabled(!grid.stored().isEmpty());
}

void SetRunPage::showGrid()
{
    const CompareGrid &grid = m_session->grid();
    QVector<ResultColumn> columns;
    for (int column = 0; column < grid.columns(); ++column) {
        const CheckpointChoice &checkpoint = grid.column(column).checkpoint;
        columns << ResultColumn{checkpoint.name, stageText(checkpoint.stage, checkpoint.step),
                                column};
    }
    QVector<ResultRow> rows;
    for (int row = 0; row < grid.rows(); ++row) {
        const PromptItem *prompt = m_session->library().find(grid.row(row).promptId);
        rows << ResultRow{grid.row(row).title, prompt ? prompt->group : QString()};
    }
    m_grid->setColumns(columns);
    m_grid->setRows(rows);
    for (int row = 0; row < grid.rows(); ++row)
        for (int column = 0; column < grid.columns(); ++column)
            showCell(row, column);
    auto *stack = qobject_cast<QStackedWidget *>(m_grid->parentWidget());
    stack->setCurrentWidget(grid.rows() > 0 ? static_cast<QWidget *>(m_grid) : m_empty);
    if (grid.rows() > 0 && grid.columns() > 0)
        m_grid->setCurrent(0, 0);
    m_readingPanel->setVisible(grid.rows() > 0);
    fillStored();
    updateState();
    showReading();
}

void SetRunPage::showCell(int row, int column)
{
    m_grid->setCell(row, column, resultCell(m_session->grid(), row, column));
}

void SetRunPage::showReading()
{
    CompareGrid &grid = m_session->grid();
    const int row = m_grid->currentRow();
    const int column = m_grid->currentColumn();
    if (row < 0 || row >= grid.rows() || column < 0 || column >= grid.columns()) {
        m_reading->clear();
        return;
    }
    const GridCell &cell = grid.cell(row, column);
    if (cell.state == GridCell::State::Done && cell.completion.tokens.isEmpty() &&
        !cell.completion.text.isEmpty())
        grid.wantCell(row, column);
    const CheckpointChoice &checkpoint = grid.column(column).checkpoint;
    m_readingPanel->setTitle(grid.row(row).title);
    m_readingPanel->setCaption(
        QStringList{checkpoint.name, stageText(checkpoint.stage, checkpoint.step)}.join(u", "_s));
    m_readingPanel->setSwatch(Theme::instance().runColor(column));
    m_reading->setPrompt(grid.row(row).text);
    m_reading->setTokens(cell.completion.tokens);
    m_reading->setPlaceholder(cell.state == GridCell::State::Failed ? cell.sentence
                              : cell.state == GridCell::State::Done
                                  ? tr("It ended the text at once, without writing a token.")
                                  : tr("Its turn comes."));
    ComparePane pane;
    pane.facts = grid.column(column).facts;
    pane.state = cell.state == GridCell::State::Failed ? PaneState::Failed : PaneState::Ready;
    pane.sentence = cell.sentence;
    if (cell.state == GridCell::State::Done) {
        pane.completions = {cell.completion};
        pane.current = cell.completion.id;
    }
    m_footer->setProgress(paneProgress(pane, m_session->sampling(), false));
}

QString SetRunPage::startProblem() const
{
    if (m_prompts->checked().isEmpty())
        return tr("Tick a prompt first");
    if (m_checkpoints->checked().isEmpty())
        return tr("Tick a checkpoint first");
    return samplingProblem(m_session->sampling());
}

void SetRunPage::updateState()
{
    if (m_filling)
        return;
    const CompareGrid &grid = m_session->grid();
    const int prompts = static_cast<int>(m_prompts->checked().size());
    const int checkpoints = static_cast<int>(m_checkpoints->checked().size());
    m_amount->setText(
        tr("%1 prompts × %2 checkpoints, %n completions, %3", nullptr, prompts * checkpoints)
            .arg(grouped(prompts), grouped(checkpoints),
                 samplingText(m_session->sampling(), m_session->sampling().seed)));
    const bool running = grid.isRunning();
    const QString problem = startProblem();
    m_start->setText(running ? tr("Stop") : tr("Start"));
    m_start->setIconName(running ? u"stop"_s : u"play"_s);
    m_start->setEnabled(running || problem.isEmpty());
    m_start->setToolTip(running ? tr("What is done stays") : problem);
    m_prompts->setEnabled(!running);
    m_checkpoints->setEnabled(!running);
    const int all = grid.rows() * grid.columns();
    m_progress->setVisible(all > 0);
    m_progressText->setVisible(all > 0);
    m_progress->setValue(all > 0 ? grid.done() / static_cast<double>(all) : 0);
    QStringList parts{tr("%1 of %2 completions").arg(grouped(grid.done()), grouped(all))};
    if (running && std::isfinite(grid.timeLeft()))
        parts << tr("%1 left").arg(approximately(duration(grid.timeLeft())));
    else if (!running && !grid.isComplete())
        parts << tr("partial: stopped before the end");
    m_progressText->setText(parts.join(u" · "_s));
    m_compare->setEnabled(m_grid->currentRow() >= 0);
    if (m_export)
        m_export->setEnabled(grid.done() > 0 && !running);
    emit factsChanged();
}

void SetRunPage::startOrStop()
{
    CompareGrid &grid = m_session->grid();
    if (grid.isRunning())
        grid.stop();
    else
        grid.start(m_prompts->checked(), m_checkpoints->checked(), PaneDtype::Auto,
                   m_session->sampling(), {});
}

QString SetRunPage::facts() const
{
    const CompareGrid &grid = m_session->grid();
    if (grid.rows() == 0)
        return tr("prompts × checkpoints");
    int differ = 0, same = 0;
    for (int row = 0; row < grid.rows(); ++row) {
        differ += grid.row(row).outcome == GridRow::Outcome::Differs ? 1 : 0;
        same += grid.row(row).outcome == GridRow::Outcome::Identical ? 1 : 0;
    }
    return tr("%1 prompts differ, %2 are identical").arg(grouped(differ), grouped(same));
}

QList<QWidget *> SetRunPage::headerActions()
{
    auto *resume = new ActionButton(tr("Go on"), u"resume"_s);
    resume->setToolTip(tr("Runs what is missing, and what failed again"));
    const auto look = [this, resume] {
        const CompareGrid &grid = m_session->grid();
        resume->setVisible(grid.rows() > 0 && !grid.isRunning() && !grid.isComplete());
    };
    connect(this, &Page::factsChanged, resume, look);
    connect(resume, &QPushButton::clicked, this, [this] { m_session->grid().resume(); });
    look();
    m_export = new ActionButton(tr("Export"), u"export"_s);
    connect(m_export, &QPushButton::clicked, this, &SetRunPage::exportGrid);
    updateState();
    return {resume, m_export};
}

void SetRunPage::exportGrid()
{
    auto *dialog = new QFileDialog(this, tr("Export the results"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setNameFilters({tr("HTML (*.html)"), tr("Markdown (*.md)"), tr("JSON (*.json)")});
    dialog->setDefaultSuffix(u"html"_s);
    dialog->selectFile(u"results.html"_s);
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString &path) {
        using Format = CompareSession::ExportFormat;
        m_exportPath = path;
        m_exportRequest =
            m_session->requestGridExport(path.endsWith(u".md"_s)     ? Format::Markdown
                                         : path.endsWith(u".json"_s) ? Format::JsonText
                                                                     : Format::Html);
    });
    dialog->open();
}

void SetRunPage::openInCompare()
{
    const CompareGrid &grid = m_session->grid();
    const int row = m_grid->currentRow();
    if (row < 0 || row >= grid.rows())
        return;
    QStringList checkpoints;
    for (int column = 0; column < grid.columns() && column < CompareSession::mostPanes; ++column)
        checkpoints << grid.column(column).checkpoint.path;
    context().navigate(u"compare"_s,
                       {{u"prompt"_s, grid.row(row).promptId}, {u"checkpoints"_s, checkpoints}});
}

QList<QWidget *> SetRunPage::panels() const
{
    return {m_choicePanel, m_gridPanel, m_readingPanel};
}

QVariantMap SetRunPage::saveState() const
{
    return {{u"columns"_s, m_columns->saveState()}, {u"rows"_s, m_rows->saveState()}};
}

void SetRunPage::restoreState(const QVariantMap &state)
{
    m_columns->restoreState(state.value(u"columns"_s).toByteArray());
    m_rows->restoreState(state.value(u"rows"_s).toByteArray());
}

void SetRunPage::opened(const QVariantMap &arguments)
{
    Q_UNUSED(arguments);
    m_session->grid().reloadStored();
    fillCheckpoints();
}

} // namespace phi1
