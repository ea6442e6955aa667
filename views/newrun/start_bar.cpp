// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/newrun/start_bar.h"

#include <algorithm>
#include <limits>

#include <QDir>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QMenu>
#include <QVBoxLayout>

#include "core/runs/checkpoint_shape.h"
#include "views/format/number_text.h"
#include "views/newrun/run_composer.h"
#include "views/state/workspace_session.h"
#include "views/theme/theme.h"
#include "views/widgets/action_button.h"
#include "views/widgets/elided_label.h"
#include "views/widgets/segmented_choice.h"
#include "views/widgets/text_label.h"

namespace phi1 {

using namespace Qt::StringLiterals;

namespace {

constexpr int runOption = 3;
constexpr int longestMenu = 20;

/// Newest first, those with the condition only.
template<typename Condition>
QVector<RunInfo> newestRuns(const WorkspaceSession &session, Condition &&suits)
{
    QVector<RunInfo> runs;
    for (const RunInfo &run : session.runs()->runs()) {
        if (!run.annotation.archived && suits(run))
            runs.append(run);
    }
    std::stable_sort(runs.begin(), runs.end(), [](const RunInfo &a, const RunInfo &b) {
        return (a.started == a.started ? a.started : 0) > (b.started == b.started ? b.started : 0);
    });
    return runs.mid(0, longestMenu);
}

QString nameOf(const RunInfo &run)
{
    return run.title.isEmpty() ? run.name : run.title;
}

} // namespace

StartBar::StartBar(RunComposer &composer, WorkspaceSession &session, QWidget *parent)
    : QWidget(parent)
    , m_composer(composer)
    , m_session(session)
    , m_from(new SegmentedChoice)
    , m_stage(new SegmentedChoice)
    , m_checkpointRow(new QWidget)
    , m_checkpoint(new ElidedLabel({}, Theme::Font::Body))
    , m_problem(new TextLabel(Theme::Font::Small, Theme::Token::Error))
{
    auto *layout = new QVBoxLayout(this);
    auto *row = new QHBoxLayout;
    layout->addLayout(row);
    auto *label = new TextLabel(tr("Start from"), Theme::Font::Small, Theme::Token::Text2);
    label->setBuddy(m_from);
    row->addWidget(label);
    for (const char *preset : {"phi-1", "phi-1-small", "phi-1-nano"})
        m_from->addOption(QString::fromLatin1(preset), QString::fromLatin1(preset));
    m_from->addOption(tr("A run…"), u"run"_s);
    m_from->setLarge(true);
    m_from->setAccessibleName(tr("Start from"));
    row->addWidget(m_from);
    row->addStretch(1);
    m_stage->addOption(tr("Pretrain"), false);
    m_stage->addOption(tr("Finetune from…"), true);
    m_stage->setLarge(true);
    m_stage->setAccessibleName(tr("Stage"));
    row->addWidget(m_stage);

    auto *second = new QHBoxLayout(m_checkpointRow);
    second->setContentsMargins(0, 0, 0, 0);
    second->addWidget(new TextLabel(tr("Begins with"), Theme::Font::Small, Theme::Token::Text2));
    second->addWidget(m_checkpoint, 1);
    auto *change = new ActionButton(tr("Change…"), {}, ActionButton::Role::Flat);
    change->setSmall(true);
    change->setAccessibleName(tr("Change the checkpoint it begins with"));
    second->addWidget(change);
    layout->addWidget(m_checkpointRow);
    layout->addWidget(m_problem);
    m_problem->setWordWrap(true);
    m_problem->hide();

    Theme::instance().follow(this, [layout, row, second] {
        const Theme &theme = Theme::instance();
        layout->setContentsMargins(theme.px(16), theme.px(12), theme.px(16), theme.px(12));
        layout->setSpacing(theme.px(8));
        row->setSpacing(theme.px(8));
        second->setSpacing(theme.px(8));
    });
    connect(m_from, &SegmentedChoice::currentChanged, this, [this](int index) {
        if (index == runOption)
            offerRuns();
        else
            emit presetChosen(m_from->currentData().toString());
    });
    connect(m_stage, &SegmentedChoice::currentChanged, this, &StartBar::chooseStage);
    connect(change, &QPushButton::clicked, this, [this, change] { offerCheckpoints(change); });
    refresh();
}

void StartBar::refresh()
{
    const QSignalBlocker fromBlocker(m_from);
    const QSignalBlocker stageBlocker(m_stage);
    if (m_composer.origin().isEmpty())
        m_from->setCurrentData(m_composer.shape());
    else
        m_from->setCurrentIndex(runOption);
    m_stage->setCurrentIndex(m_composer.finetunes() ? 1 : 0);
    const QString path = QString::fromStdString(m_composer.config().training.initFrom);
    m_checkpointRow->setVisible(m_composer.finetunes());
    m_checkpoint->setText(path.isEmpty() ? tr("random weights: no checkpoint is chosen yet")
                                         : path);
    m_checkpoint->setTone(path.isEmpty() ? Theme::Token::Warning : Theme::Token::Text);
    if (!m_composer.finetunes())
        setProblem({});
}

void StartBar::setProblem(const QString &sentence)
{
    m_problem->setText(sentence);
    m_problem->setVisible(!sentence.isEmpty());
}

void StartBar::chooseStage(int index)
{
    if (index == 0) {
        emit pretrainChosen();
        return;
    }
    offerCheckpoints(m_stage);
    refresh();
}

void StartBar::offerRuns()
{
    QMenu menu(this);
    const QDir presets(m_session.workspace() % "/presets"_L1);
    const QStringList files = presets.entryList({u"*.toml"_s}, QDir::Files, QDir::Name);
    for (const QString &file : files)
        menu.addAction(tr("Preset %1").arg(file.chopped(5)), this,
                       [this, path = presets.absoluteFilePath(file)] { emit fileChosen(path); });
    if (!files.isEmpty())
        menu.addSeparator();
    const QVector<RunInfo> runs =
        newestRuns(m_session, [](const RunInfo &run) { return run.config != nullptr; });
    for (const RunInfo &run : runs)
        menu.addAction(nameOf(run), this, [this, id = run.id] { emit runChosen(id); });
    if (runs.isEmpty() && files.isEmpty())
        menu.addAction(tr("There is no run yet"))->setEnabled(false);
    menu.addSeparator();
    menu.addAction(tr("Folder of a run…"), this, [this] {
        const QString folder = QFileDialog::getExistingDirectory(
            this, tr("Folder of a run"), m_session.workspace() % "/runs"_L1);
        if (!folder.isEmpty())
            emit runChosen(QDir(folder).absolutePath());
    });
    menu.addAction(tr("Configuration file…"), this, [this] {
        const QString file = QFileDialog::getOpenFileName(this, tr("Configuration"), {},
                                                          tr("Configurations (*.toml)"));
        if (!file.isEmpty())
            emit fileChosen(file);
    });
    const QRect option = m_from->optionRect(runOption);
    menu.exec(m_from->mapToGlobal(option.bottomLeft()));
    refresh();
}

void StartBar::offerCheckpoints(QWidget *below)
{
    QMenu menu(this);
    const QVector<RunInfo> runs = newestRuns(m_session, [](const RunInfo &run) {
        return run.step > 0 && run.state != RunState::Damaged && run.state != RunState::Gone;
    });
    for (const RunInfo &run : runs) {
        QMenu *steps = menu.addMenu(nameOf(run));
        // Read when the entry is opened, so that a long list costs nothing.
        connect(steps, &QMenu::aboutToShow, this, [this, steps, id = run.id] {
            if (!steps->isEmpty())
                return;
            const std::vector<CheckpointFolder> found = runCheckpoints(id.toStdString());
            if (found.empty()) {
                steps->addAction(tr("no checkpoint yet"))->setEnabled(false);
                return;
            }
            double lowest = std::numeric_limits<double>::infinity();
            for (const CheckpointFolder &checkpoint : found)
                lowest = std::min(lowest, checkpoint.validationLoss == checkpoint.validationLoss
                                              ? checkpoint.validationLoss
                                              : lowest);
            steps->addAction(tr("Newest, step %1").arg(grouped(found.front().step)), this,
                             [this, id] { emit checkpointChosen(id); });
            for (const CheckpointFolder &checkpoint : found) {
                QString text = tr("Step %1").arg(grouped(checkpoint.step));
                if (checkpoint.validationLoss == checkpoint.validationLoss)
                    text = tr("%1, validation %2").arg(text, loss(checkpoint.validationLoss));
                if (checkpoint.validationLoss == lowest)
                    text = tr("%1, best").arg(text);
                steps->addAction(
                    text, this,
                    [this, folder = QString::fromStdString(checkpoint.folder.string())] {
                        emit checkpointChosen(folder);
                    });
            }
        });
    }
    if (runs.isEmpty())
        menu.addAction(tr("No run has a checkpoint yet"))->setEnabled(false);
    menu.addSeparator();
    menu.addAction(tr("Checkpoint folder…"), this, [this] {
        const QString folder = QFileDialog::getExistingDirectory(
            this, tr("A checkpoint or a run"), m_session.workspace() % "/runs"_L1);
        if (!folder.isEmpty())
            emit checkpointChosen(QDir(folder).absolutePath());
    });
    menu.exec(below->mapToGlobal(QPoint(0, below->height())));
}

} // namespace phi1
