// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/runs/run_inspector.h"

#include <QAction>
#include <QScrollArea>
#include <QVBoxLayout>

#include "core/curves/curve_data.h"
#include "views/runs/checkpoint_section.h"
#include "views/runs/comparison_section.h"
#include "views/runs/documents_section.h"
#include "views/runs/inspector_headline.h"
#include "views/runs/mixture_section.h"
#include "views/runs/notes_section.h"
#include "views/runs/recipe_section.h"
#include "views/runs/run_actions.h"
#include "views/runs/run_facts.h"
#include "views/runs/run_findings.h"
#include "views/runs/samples_section.h"
#include "views/shell/page_context.h"
#include "views/state/workspace_session.h"
#include "views/theme/theme.h"
#include "views/widgets/banner.h"
#include "views/widgets/disclosure_details.h"
#include "views/widgets/rule_line.h"
#include "views/widgets/text_label.h"

namespace phi1 {

namespace {

constexpr int mostBanners = 2;
constexpr int diagnosticLines = 20;

Banner::Kind bannerKind(RunFinding::Weight weight)
{
    switch (weight) {
    case RunFinding::Weight::Error:
        return Banner::Kind::Error;
    case RunFinding::Weight::Warning:
        return Banner::Kind::Warning;
    case RunFinding::Weight::Info:
        break;
    }
    return Banner::Kind::Info;
}

} // namespace

RunInspector::RunInspector(PageContext &context, RunActions &actions, QWidget *parent)
    : QWidget(parent)
    , m_context(context)
    , m_actions(actions)
    , m_content(new QWidget)
    , m_column(new QVBoxLayout(m_content))
    , m_banners(new QVBoxLayout)
{
    auto *nothing = new TextLabel(tr("Select a run to see its details."), Theme::Font::Small,
                                  Theme::Token::Text3, this);
    nothing->setAlignment(Qt::AlignCenter);
    nothing->setWordWrap(true);
    m_nothing = nothing;
    addSections();
    auto *area = new QScrollArea(this);
    area->setFrameShape(QFrame::NoFrame);
    area->setWidgetResizable(true);
    area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    area->setFocusPolicy(Qt::NoFocus);
    area->setWidget(m_content);
    area->viewport()->setAutoFillBackground(false);
    m_content->setAutoFillBackground(false);
    auto *outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->addWidget(nothing, 1);
    outer->addWidget(area, 1);
    connect(&m_context.session, &WorkspaceSession::runsChanged, this, &RunInspector::refresh);
    for (const auto signal : {&WorkspaceSession::curveLoaded, &WorkspaceSession::curveAppended,
                              &WorkspaceSession::checkpointsChanged})
        connect(&m_context.session, signal, this, [this](const QString &runId) {
            const RunInfo *run = runId == m_run ? m_context.session.runs()->find(m_run) : nullptr;
            if (run)
                showCurve(*run);
        });
    m_nothing->show();
    m_content->hide();
}

void RunInspector::addSections()
{
    m_headline = new InspectorHeadline(m_actions, m_content);
    m_details = new DisclosureDetails(m_content);
    m_comparison = new ComparisonSection(m_context.session, m_content);
    m_facts = new RunFacts(m_content);
    m_recipe = new RecipeSection(m_content);
    m_checkpoints = new CheckpointSection(m_content);
    m_samples = new SamplesSection(m_content);
    m_documents = new DocumentsSection(m_context.session, m_content);
    m_mixture = new MixtureSection(m_context.session, m_content);
    m_notes = new NotesSection(m_context.session, m_content);
    m_column->addWidget(m_headline);
    m_column->addLayout(m_banners);
    m_column->addWidget(m_details);
    for (QWidget *section :
         std::initializer_list<QWidget *>{m_comparison, m_facts, m_recipe, m_checkpoints, m_samples,
                                          m_documents, m_mixture, m_notes})
        addSection(section);
    m_column->addStretch(1);
    connect(m_details, &DisclosureDetails::copied, this,
            [this] { emit reported(tr("Copied diagnostics")); });
    connect(m_comparison, &ComparisonSection::copied, this, &RunInspector::reported);
    connect(m_checkpoints, &CheckpointSection::copied, this, &RunInspector::reported);
    connect(m_checkpoints, &CheckpointSection::finetuneRequested, this,
            &RunInspector::finetuneRequested);
    connect(m_checkpoints, &CheckpointSection::compareRequested, this,
            &RunInspector::compareRequested);
    connect(m_checkpoints, &CheckpointSection::stepRequested, this, &RunInspector::stepRequested);
    connect(m_mixture, &MixtureSection::corpusRequested, this, [this](const QString &corpus) {
        m_context.navigate(QStringLiteral("samples"), {{QStringLiteral("corpus"), corpus}});
    });
    connect(m_documents, &DocumentsSection::documentsRequested, this,
            [this](const QString &runId, qint64 step) {
                m_context.navigate(QStringLiteral("samples"), {{QStringLiteral("run"), runId},
                                                               {QStringLiteral("step"), step}});
            });
    connect(m_documents, &DocumentsSection::attentionRequested, this,
            [this](const QString &run, qint64 step, int document, const QString &title,
                   const QString &text) {
                QVariantMap arguments{{QStringLiteral("run"), run},
                                      {QStringLiteral("step"), step},
                                      {QStringLiteral("document"), document},
                                      {QStringLiteral("title"), title},
                                      {QStringLiteral("text"), text}};
                // As the run sees it now.
                if (const auto checkpoints = m_context.session.checkpoints(run);
                    !checkpoints.isEmpty())
                    arguments.insert(QStringLiteral("checkpoint"), checkpoints.last().folder);
                m_context.navigate(QStringLiteral("attention"), arguments);
            });
    connect(m_notes, &NotesSection::stepRequested, this, &RunInspector::stepRequested);
    connect(m_notes, &NotesSection::tagActivated, this, &RunInspector::tagActivated);
    connect(m_notes, &NotesSection::requested, this, &RunInspector::requested);
    connect(m_notes, &NotesSection::noteRemovalRequested, this,
            [this](const RunNote &note) { m_actions.removeNote(m_run, note); });
    Theme::instance().follow(this, [this] {
        const Theme &theme = Theme::instance();
        m_column->setContentsMargins(theme.px(12), theme.px(10), theme.px(12), theme.px(12));
        m_column->setSpacing(theme.px(10));
        m_banners->setSpacing(theme.px(8));
    });
}

void RunInspector::addSection(QWidget *section)
{
    auto *rule = new RuleLine(Qt::Horizontal, Theme::Token::Border, m_content);
    m_column->addWidget(rule);
    m_column->addWidget(section);
    m_sections.append({section, rule});
}

void RunInspector::setRun(const QString &runId)
{
    if (runId == m_run)
        return;
    m_run = runId;
    m_curveProblem.clear();
    m_findings = QStringLiteral("\n");
    m_curveShown.clear();
    m_configShown = QStringLiteral("\n");
    m_notes->setRun(runId);
    m_documents->setRun(runId);
    m_mixture->setRun(runId);
    m_details->setOpen(false);
    refresh();
}

void RunInspector::setSelectedRuns(const QStringList &runs)
{
    m_runs = runs;
    m_configShown = QStringLiteral("\n");
    refresh();
}

void RunInspector::setCurveProblem(const QString &sentence)
{
    if (sentence == m_curveProblem)
        return;
    m_curveProblem = sentence;
    refresh();
}

void RunInspector::setStep(qint64 step)
{
    m_documents->setStep(step);
}

void RunInspector::activateStep(qint64 step)
{
    m_samples->showStep(step);
    m_documents->setStep(step);
    m_documents->ask();
}

void RunInspector::refresh()
{
    const RunInfo *run = m_run.isEmpty() ? nullptr : m_context.session.runs()->find(m_run);
    m_nothing->setVisible(!run);
    m_content->parentWidget()->parentWidget()->setVisible(run);
    m_content->setVisible(run);
    if (!run)
        return;
    m_headline->show(*run, m_context.session.leftRunning(m_run));
    m_facts->show(*run);
    m_notes->refresh();
    m_mixture->setStep(run->step);
    const QString config = run->config ? m_run + m_runs.join(u'|') : QString();
    if (config != m_configShown) {
        m_configShown = config;
        m_recipe->show(run->config ? &run->config->record.config : nullptr);
        m_comparison->show(m_runs);
    }
    showCurve(*run);
    showDetails(*run);
    for (const auto &[section, rule] : std::as_const(m_sections))
        rule->setVisible(!section->isHidden());
}

void RunInspector::showCurve(const RunInfo &run)
{
    const CurveData *curve = m_context.session.curve(m_run);
    const QVector<CheckpointInfo> checkpoints = m_context.session.checkpoints(m_run);
    // A live curve grows many times a second, what these sections show changes rarely.
    std::size_t evaluations = 0;
    if (curve)
        for (const EvaluationCurve &evaluation : curve->evaluations())
            evaluations += evaluation.step.size();
    const QString shown = QStringLiteral("%1 %2 %3 %4")
                              .arg(curve ? curve->marks().size() : 0)
                              .arg(evaluations)
                              .arg(checkpoints.size())
                              .arg(checkpoints.isEmpty() ? 0 : checkpoints.last().step) +
                          (curve ? u'c' : u' ');
    if (shown != m_curveShown) {
        m_curveShown = shown;
        m_checkpoints->show(checkpoints, curve);
        m_samples->show(curve);
    }
    showFindings(run);
}

void RunInspector::showFindings(const RunInfo &run)
{
    QVector<RunFinding> findings = runFindings(run, m_context.session.curve(m_run));
    if (!m_curveProblem.isEmpty())
        findings.prepend({QStringLiteral("curve"), RunFinding::Weight::Error,
                          tr("Its curve cannot be read"), m_curveProblem,
                          RunFinding::Link::ReadAgain, tr("Try again"), -1});
    findings.removeIf([this](const RunFinding &finding) {
        return m_closed.contains(m_run + u'|' + finding.key);
    });
    findings.resize(std::min<qsizetype>(findings.size(), mostBanners));
    QString keys;
    for (const RunFinding &finding : std::as_const(findings))
        keys += finding.key + u'|' + finding.bold + u'|' + finding.plain + u'\n';
    if (keys == m_findings)
        return;
    m_findings = keys;
    while (QLayoutItem *item = m_banners->takeAt(0)) {
        item->widget()->hide();
        item->widget()->deleteLater(); // its own signal may be what led here
        delete item;
    }
    for (const RunFinding &finding : std::as_const(findings)) {
        auto *banner = new Banner(bannerKind(finding.weight), finding.bold, finding.plain,
                                  finding.linkText, m_content);
        connect(banner, &Banner::closed, this, [this, key = QString(m_run + u'|' + finding.key)] {
            m_closed.insert(key);
            refresh();
        });
        connect(banner, &Banner::linkActivated, this, [this, finding] { followLink(finding); });
        m_banners->addWidget(banner);
        banner->show();
    }
}

void RunInspector::followLink(const RunFinding &finding)
{
    switch (finding.link) {
    case RunFinding::Link::ShowStep:
        emit stepRequested(finding.step);
        break;
    case RunFinding::Link::CheckAgain:
        m_actions.checkAgain->trigger();
        break;
    case RunFinding::Link::ReadAgain:
        emit curveRequested();
        break;
    case RunFinding::Link::None:
        break;
    }
}

void RunInspector::showDetails(const RunInfo &run)
{
    const bool wanted = run.state == RunState::Failed || run.state == RunState::LostContact ||
                        run.state == RunState::Damaged;
    if (!wanted) {
        if (!m_details->text().isEmpty())
            m_details->setText({});
        return;
    }
    QStringList lines{run.id, m_context.session.commandLine(run.id)};
    if (run.exitStatus >= 0)
        lines << tr("exit status %1").arg(run.exitStatus);
    if (run.exitSignal > 0)
        lines << tr("signal %1").arg(run.exitSignal);
    if (!run.reason.isEmpty())
        lines << run.reason;
    lines << QString() << m_context.session.log(m_run)->lastLines(diagnosticLines);
    const QString text = lines.join(u'\n');
    if (text != m_details->text())
        m_details->setText(text);
}

} // namespace phi1
