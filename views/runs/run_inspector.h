// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHash>
#include <QSet>
#include <QWidget>

class QVBoxLayout;

namespace phi1 {

class Banner;
class CheckpointSection;
class ComparisonSection;
class DisclosureDetails;
class DocumentsSection;
class InspectorHeadline;
class MixtureSection;
class NotesSection;
class RecipeSection;
class RuleLine;
class RunActions;
class RunFacts;
class SamplesSection;
class TextLabel;
struct PageContext;
struct RunFinding;
struct RunInfo;

/// The selected run: headline and what can be done, findings, facts, what it changed of the recipe,
/// checkpoints, samples, documents of a step, notes. With several runs selected also the keys in
/// which they differ.
class RunInspector final : public QWidget
{
    Q_OBJECT
public:
    RunInspector(PageContext &context, RunActions &actions, QWidget *parent = nullptr);

    void setRun(const QString &runId);
    void setSelectedRuns(const QStringList &runs);
    void setCurveProblem(const QString &sentence);
    /// The crosshair stands at a step of the run.
    void setStep(qint64 step);
    void activateStep(qint64 step); ///< asked for by hand: samples and documents follow
    void refresh();

signals:
    void stepRequested(qint64 step);
    void curveRequested(); ///< to be read again
    void finetuneRequested(const QString &checkpoint);
    void compareRequested(const QString &checkpoint);
    void tagActivated(const QString &tag);
    void reported(const QString &text);
    void requested(quint64 request);

private:
    void addSections();
    void addSection(QWidget *section);
    void showFindings(const RunInfo &run);
    void showCurve(const RunInfo &run);
    void followLink(const RunFinding &finding);
    void showDetails(const RunInfo &run);

    PageContext &m_context;
    RunActions &m_actions;
    QString m_run;
    QStringList m_runs;
    QString m_curveProblem;
    QSet<QString> m_closed; ///< keys of findings that were closed, with their run
    QString m_findings;     ///< keys of those on screen
    QString m_curveShown;   ///< what of the curve the sections were last made from
    QString m_configShown;

    QWidget *m_nothing;
    QWidget *m_content;
    QVBoxLayout *m_column;
    InspectorHeadline *m_headline;
    QVBoxLayout *m_banners;
    DisclosureDetails *m_details;
    ComparisonSection *m_comparison;
    RunFacts *m_facts;
    RecipeSection *m_recipe;
    CheckpointSection *m_checkpoints;
    SamplesSection *m_samples;
    MixtureSection *m_mixture;
    DocumentsSection *m_documents;
    NotesSection *m_notes;
    QVector<QPair<QWidget *, RuleLine *>> m_sections;
};

} // namespace phi1
