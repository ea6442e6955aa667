// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/runs/run_facts.h"

#include <chrono>
#include <cmath>
#include <utility>

#include <QVBoxLayout>

#include "views/format/number_text.h"
#include "views/runs/run_delegates.h"
#include "views/runs/run_texts.h"
#include "views/widgets/facts_grid.h"
#include "views/widgets/section_title.h"

namespace phi1 {

namespace {

double now()
{
    return std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch())
        .count();
}

QString withFact(const QString &first, const QString &second)
{
    if (first.isEmpty())
        return second;
    return second.isEmpty() ? first : RunFacts::tr("%1, %2").arg(first, second);
}

} // namespace

RunFacts::RunFacts(QWidget *parent)
    : QWidget(parent)
    , m_title(new SectionTitle(tr("Now"), {}, this))
    , m_facts(new FactsGrid(1, this))
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_title);
    column->addWidget(m_facts);
    Theme::instance().follow(this, [column] { column->setSpacing(Theme::instance().px(3)); });
}

void RunFacts::show(const RunInfo &run)
{
    const CurveSummary &summary = run.summary;
    m_title->setText(isLive(run.state) ? tr("Now") : tr("Last reported"));
    QVector<QPair<QString, QString>> facts;
    const auto set = [&facts](const QString &label, const QString &value) {
        if (!value.isEmpty())
            facts.append({label, value});
    };
    set(tr("Tokens seen"), siNumber(summary.tokens));
    QString validation = loss(summary.validation);
    if (!validation.isEmpty() && summary.validationStep >= 0)
        validation = tr("%1 at %2").arg(validation, grouped(summary.validationStep));
    set(tr("Validation loss"), validation);
    QString best = loss(summary.bestLoss);
    if (!best.isEmpty() && summary.bestStep >= 0)
        best = tr("%1 at %2").arg(best, grouped(summary.bestStep));
    set(tr("Best loss"), best);
    set(tr("Learning rate"), learningRateFull(summary.learningRate));
    QString speed = siNumber(summary.tokensPerSecond);
    if (!speed.isEmpty())
        speed = tr("%1 tok/s").arg(speed);
    const QString mfu = percent(summary.mfu);
    set(tr("Throughput"), withFact(speed, mfu.isEmpty() ? mfu : tr("%1 MFU").arg(mfu)));
    QString left;
    if (isLive(run.state) && std::isfinite(run.timeLeft))
        left = withFact(duration(run.timeLeft), localTime(now() + run.timeLeft));
    set(tr("Time left"), left);
    const double memory = summary.memoryBytes;
    set(tr("Memory"), std::isfinite(memory) && memory > 0
                          ? bytes(static_cast<std::uint64_t>(memory))
                          : QString());
    set(tr("Worked for"),
        std::isfinite(run.elapsed) && run.elapsed > 0 ? duration(run.elapsed) : QString());
    set(tr("Devices"), devicesText(run.devices));
    set(tr("Machine"), run.ofThisMachine ? QString() : run.host);
    QStringList labels;
    for (const auto &fact : std::as_const(facts))
        labels << fact.first;
    if (labels != m_labels) {
        m_labels = labels; // facts keep the place where they first stood
        m_facts->clear();
    }
    for (const auto &fact : std::as_const(facts))
        m_facts->setFact(fact.first, fact.second);
}

} // namespace phi1
