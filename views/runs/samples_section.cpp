// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/runs/samples_section.h"

#include <algorithm>
#include <cstdlib>

#include <QHBoxLayout>
#include <QVBoxLayout>

#include "core/curves/curve_data.h"
#include "views/format/number_text.h"
#include "views/runs/code_label.h"
#include "views/theme/theme.h"
#include "views/widgets/icon_button.h"
#include "views/widgets/text_label.h"

namespace phi1 {

SamplesSection::SamplesSection(QWidget *parent)
    : QWidget(parent)
    , m_earlier(new IconButton(QStringLiteral("chevron-left"), tr("Earlier evaluation"), this))
    , m_later(new IconButton(QStringLiteral("chevron-right"), tr("Later evaluation"), this))
    , m_step(new TextLabel(Theme::Font::Small, Theme::Token::Text3, this))
    , m_text(new CodeLabel(this))
{
    m_earlier->setSmall(true);
    m_later->setSmall(true);
    auto *head = new QHBoxLayout;
    head->addWidget(
        new TextLabel(tr("Validation samples"), Theme::Font::Section, Theme::Token::Text2, this));
    head->addStretch(1);
    head->addWidget(m_step);
    head->addWidget(m_earlier);
    head->addWidget(m_later);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addLayout(head);
    column->addWidget(m_text);
    connect(m_earlier, &QToolButton::clicked, this, [this] { showEvaluation(m_index - 1); });
    connect(m_later, &QToolButton::clicked, this, [this] { showEvaluation(m_index + 1); });
    Theme::instance().follow(this, [column, head] {
        column->setSpacing(Theme::instance().px(4));
        head->setSpacing(Theme::instance().px(2));
    });
}

void SamplesSection::show(const CurveData *curve)
{
    const bool wasNewest = m_index < 0 || m_index == m_evaluations.size() - 1;
    const qint64 step = m_index >= 0 ? m_evaluations[m_index].step : -1;
    m_evaluations.clear();
    if (curve) {
        for (const RunMark &mark : curve->marks()) {
            if (mark.kind != RunMark::Kind::Generation)
                continue;
            if (m_evaluations.isEmpty() || m_evaluations.last().step != mark.step)
                m_evaluations.append(Evaluation{mark.step, {}});
            QString text = QString::fromStdString(mark.text);
            while (text.endsWith(u'\n'))
                text.chop(1);
            m_evaluations.last().texts << text;
        }
    }
    setVisible(!m_evaluations.isEmpty());
    m_index = -1;
    if (m_evaluations.isEmpty())
        return;
    if (wasNewest)
        showEvaluation(m_evaluations.size() - 1);
    else
        showStep(step);
}

void SamplesSection::showStep(qint64 step)
{
    qsizetype nearest = -1;
    for (qsizetype i = 0; i < m_evaluations.size(); ++i) {
        if (nearest < 0 ||
            std::abs(m_evaluations[i].step - step) < std::abs(m_evaluations[nearest].step - step))
            nearest = i;
    }
    if (nearest >= 0)
        showEvaluation(nearest);
}

void SamplesSection::showEvaluation(qsizetype index)
{
    m_index = std::clamp<qsizetype>(index, 0, m_evaluations.size() - 1);
    const Evaluation &evaluation = m_evaluations[m_index];
    m_step->setText(tr("step %1").arg(grouped(evaluation.step)));
    m_text->setText(evaluation.texts.join(QStringLiteral("\n\n")));
    m_text->setAccessibleName(tr("Samples of step %1").arg(grouped(evaluation.step)));
    m_earlier->setEnabled(m_index > 0);
    m_later->setEnabled(m_index + 1 < m_evaluations.size());
}

} // namespace phi1
