// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/attention/sample_finder.h"

#include <algorithm>

#include <QComboBox>
#include <QHBoxLayout>
#include <QSignalBlocker>
#include <QSpinBox>
#include <QVBoxLayout>

#include "views/attention/excerpt_list.h"
#include "views/format/number_text.h"
#include "views/state/attention_prompts.h"
#include "views/state/workspace_session.h"
#include "views/theme/theme.h"
#include "views/widgets/action_button.h"
#include "views/widgets/text_label.h"

namespace phi1 {

SampleFinder::SampleFinder(WorkspaceSession &workspace, AttentionPrompts &prompts, QWidget *parent)
    : QWidget(parent)
    , m_workspace(workspace)
    , m_prompts(prompts)
    , m_run(new QComboBox)
    , m_step(new QSpinBox)
    , m_ask(new ActionButton(tr("Show its documents")))
    , m_message(new TextLabel(Theme::Font::Small, Theme::Token::Text3))
    , m_list(new ExcerptList(tr("Documents of the step")))
{
    m_run->setAccessibleName(tr("Run"));
    m_run->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_step->setAccessibleName(tr("Step"));
    m_step->setRange(1, 1);
    m_message->setWordWrap(true);
    auto *column = new QVBoxLayout(this);
    auto *head = new QHBoxLayout;
    head->addWidget(m_run, 1);
    head->addWidget(new TextLabel(tr("Step"), Theme::Font::Small, Theme::Token::Text3));
    head->addWidget(m_step);
    head->addWidget(m_ask);
    column->addLayout(head);
    column->addWidget(m_message);
    column->addWidget(m_list, 1);
    connect(m_run, &QComboBox::currentIndexChanged, this, &SampleFinder::showRun);
    connect(m_ask, &QPushButton::clicked, this, &SampleFinder::ask);
    connect(m_list, &ExcerptList::chosen, this, &SampleFinder::chosen);
    connect(&workspace, &WorkspaceSession::runsChanged, this, &SampleFinder::fillRuns);
    connect(&prompts, &AttentionPrompts::samplesLoaded, this,
            [this](quint64 request, const QVector<AttentionPrompt> &found) {
                if (request != m_request)
                    return;
                m_request = 0;
                m_ask->setBusy(false);
                m_list->setPrompts(found);
                say(found.isEmpty() ? tr("This step read no document.")
                                    : tr("%n documents", nullptr, static_cast<int>(found.size())));
                m_list->setFocus(Qt::OtherFocusReason);
            });
    connect(&prompts, &AttentionPrompts::failed, this,
            [this](quint64 request, const QString &sentence) {
                if (request != m_request)
                    return;
                m_request = 0;
                m_ask->setBusy(false);
                say(sentence, true);
            });
    Theme::instance().follow(this, [column, head, this] {
        const Theme &theme = Theme::instance();
        column->setContentsMargins(theme.px(10), theme.px(10), theme.px(10), 0);
        column->setSpacing(theme.px(6));
        head->setSpacing(theme.px(8));
        m_step->setFixedWidth(theme.px(96));
    });
    fillRuns();
    say(tr("A step reads documents of its corpus; each of them can be looked at."));
}

void SampleFinder::say(const QString &sentence, bool isError)
{
    m_message->setTone(isError ? Theme::Token::Error : Theme::Token::Text3);
    m_message->setText(sentence);
}

void SampleFinder::fillRuns()
{
    QVector<std::pair<QString, QString>> runs; // title, id
    for (const RunInfo &run : m_workspace.runs()->runs())
        if (run.step > 0 || run.hasSteps())
            runs.append({run.title, run.id});
    bool same = runs.size() == m_run->count();
    for (int i = 0; same && i < m_run->count(); ++i)
        same =
            m_run->itemData(i).toString() == runs[i].second && m_run->itemText(i) == runs[i].first;
    if (same)
        return;
    const QString kept = m_run->currentData().toString();
    {
        const QSignalBlocker blocker(m_run);
        m_run->clear();
        for (const auto &[title, id] : runs)
            m_run->addItem(title, id);
        m_run->setCurrentIndex(std::max(0, m_run->findData(kept)));
    }
    m_run->setEnabled(m_run->count() > 0);
    m_ask->setEnabled(m_run->count() > 0);
    showRun();
}

void SampleFinder::showRun()
{
    const RunInfo *run = m_workspace.runs()->find(m_run->currentData().toString());
    const qint64 last = run ? std::max<qint64>(1, run->step) : 1;
    const int before = m_step->value();
    m_step->setRange(1, static_cast<int>(std::min<qint64>(last, 1'000'000'000)));
    m_step->setValue(before > 1 ? before : static_cast<int>(last));
}

void SampleFinder::find(const QString &runId, qint64 step)
{
    fillRuns();
    if (const int index = m_run->findData(runId); index >= 0)
        m_run->setCurrentIndex(index);
    if (step > 0)
        m_step->setValue(static_cast<int>(step));
    ask();
}

void SampleFinder::ask()
{
    const QString run = m_run->currentData().toString();
    if (run.isEmpty())
        return;
    m_list->setPrompts({});
    m_ask->setBusy(true);
    say(tr("Reading what step %1 was trained on").arg(grouped(m_step->value())));
    m_request = m_prompts.requestSamples(run, m_step->value());
}

} // namespace phi1
