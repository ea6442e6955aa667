// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/shell/job_strip.h"

#include <cmath>

#include <QHBoxLayout>

#include "views/format/number_text.h"
#include "views/state/workspace_session.h"
#include "views/theme/theme.h"
#include "views/widgets/action_button.h"
#include "views/widgets/elided_label.h"
#include "views/widgets/progress_bar_thin.h"

namespace phi1 {

using namespace Qt::StringLiterals;

namespace {

/// "12 000 of 50 000 samples · 41 s left"
QString detailOf(const JobInfo &job)
{
    QStringList parts;
    if (!std::isnan(job.done) && job.unit == u"bytes")
        parts << (job.total > 0 ? bytesOf(std::uint64_t(job.done), std::uint64_t(job.total))
                                : bytes(std::uint64_t(job.done)));
    else if (!std::isnan(job.done) && job.total > 0)
        parts << JobStrip::tr("%1 of %2 %3")
                     .arg(grouped(qint64(job.done)), grouped(qint64(job.total)), job.unit);
    if (!std::isnan(job.timeLeft) && job.timeLeft >= 0)
        parts << JobStrip::tr("%1 left").arg(duration(job.timeLeft));
    return parts.join(u" · "_s);
}

} // namespace

JobStrip::JobStrip(WorkspaceSession &session, QWidget *parent)
    : QWidget(parent)
    , m_session(session)
    , m_text(new ElidedLabel({}, Theme::Font::Body, Theme::Token::Text))
    , m_bar(new ProgressBarThin)
    , m_detail(new ElidedLabel({}, Theme::Font::Small, Theme::Token::Text2))
    , m_button(new ActionButton(tr("Stop"), u"stop"_s))
{
    auto *layout = new QHBoxLayout(this);
    layout->addWidget(m_text, 2);
    layout->addWidget(m_bar, 1);
    layout->addWidget(m_detail, 2);
    layout->addWidget(m_button);
    Theme::instance().follow(this, [this, layout] {
        const Theme &theme = Theme::instance();
        layout->setContentsMargins(theme.px(12), theme.px(4), theme.px(4), theme.px(4));
        layout->setSpacing(theme.px(12));
        m_bar->setMinimumWidth(theme.px(80));
    });
    m_button->setSmall(true);
    connect(m_button, &QPushButton::clicked, this, [this] {
        if (m_ended)
            emit followUp();
        else
            stop();
    });
    connect(session.jobs(), &JobTableModel::jobsChanged, this, &JobStrip::refresh);
    connect(&session, &WorkspaceSession::jobFinished, this,
            [this](const QString &jobId, RunState state, const QString &sentence) {
                if (jobId != m_job)
                    return;
                m_ended = true;
                refresh();
                emit ended(state, sentence);
            });
    follow({});
}

void JobStrip::follow(const QString &jobId)
{
    m_job = jobId;
    m_ended = false;
    refresh();
}

bool JobStrip::isWorking() const
{
    return !m_job.isEmpty() && !m_ended;
}

void JobStrip::setFollowUp(const QString &text)
{
    m_followUp = text;
    refresh();
}

void JobStrip::stop()
{
    m_session.stop(m_job);
    m_button->setEnabled(false);
}

void JobStrip::refresh()
{
    setVisible(!m_job.isEmpty());
    if (m_job.isEmpty())
        return;
    const int row = m_session.jobs()->rowOf(m_job);
    const JobInfo *job = row >= 0 ? &m_session.jobs()->job(row) : nullptr;
    const RunState state = job ? job->state : RunState::Queued;
    const QString name = job && !job->name.isEmpty() ? job->name : m_job.section(u'/', -1);
    const QString said = job ? job->stateText : tr("queued");
    const QString reason = job ? job->reason : QString();
    m_text->setText(reason.isEmpty() || isLive(state) ? tr("%1: %2").arg(name, said)
                                                      : tr("%1: %2, %3").arg(name, said, reason));
    m_text->setTone(state == RunState::Failed ? Theme::Token::Error : Theme::Token::Text);
    m_bar->setVisible(!m_ended);
    m_bar->setValue(job ? job->progress : std::nan(""));
    m_detail->setText(job && !m_ended ? detailOf(*job) : QString());
    m_detail->setVisible(!m_ended);
    m_button->setText(m_ended ? m_followUp : tr("Stop"));
    m_button->setIconName(m_ended ? QString() : u"stop"_s);
    m_button->setVisible(!m_ended || (state == RunState::Finished && !m_followUp.isEmpty()));
    m_button->setEnabled(m_ended || state != RunState::Pausing);
    emit progressed();
}

} // namespace phi1
