// SPDX-License-Identifier: GPL-3.0-or-later
// The card that says what a token of a sample is and what a checkpoint makes of it.
#include "views/code/shown_bytes.h"
#include "views/format/number_text.h"
#include "views/sample_text/sample_text_view_p.h"
#include "views/theme/theme.h"
#include "views/widgets/facts_grid.h"
#include "views/widgets/hover_card.h"
#include "views/widgets/text_label.h"

#include <QVBoxLayout>

#include <cmath>

namespace phi1 {
namespace {

/// "e^-2.31" as a share: what a loss in nats says about the token.
QString probabilityText(float nats)
{
    const double share = std::exp(-static_cast<double>(nats));
    return share >= 0.001 ? percent(share, 2) : significant(share);
}

QString signedLoss(double nats)
{
    return (nats > 0 ? QStringLiteral("+") : QString()) + lossFull(nats);
}

} // namespace

void SampleTextViewPrivate::hover(int token, const QRect &area)
{
    if (token < 0) {
        card->release();
        if (hoveredToken >= 0)
            q->viewport()->update();
        hoveredToken = -1;
        return;
    }
    if (token != hoveredToken) {
        hoveredToken = token;
        card->setContent(makeCard(token));
        q->viewport()->update();
    }
    card->showBeside({q->viewport()->mapToGlobal(area.topLeft()), area.size()});
}

QWidget *SampleTextViewPrivate::makeCard(int token) const
{
    const Theme &theme = Theme::instance();
    const SampleTokens &shown = *tokens();
    auto *content = new QWidget;
    auto *layout = new QVBoxLayout(content);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(theme.px(6));
    const qint64 begin = shown.begins[token];
    const qint64 end = shown.begins[token + 1];
    const QString name = shownBytes(pieces.text().mid(begin, end - begin));
    layout->addWidget(new TextLabel(name, Theme::Font::Code, Theme::Token::Text, content));
    auto *facts = new FactsGrid(1, content);
    if (isTinting()) {
        const float first = lossMap.loss.value(token, NAN);
        const bool hasOther = tint == SampleTextView::Tint::Difference;
        const float second = hasOther ? lossMap.otherLoss.value(token, NAN) : NAN;
        const auto lossText = [](float nats) {
            return std::isnan(nats) ? SampleTextView::tr("none: nothing predicts it")
                                    : withUnit(lossFull(nats), SampleTextView::tr("nats"));
        };
        if (hasOther) {
            const auto row = [&](const CheckpointChoice &checkpoint, float nats) {
                facts->setFact(checkpoint.name,
                               std::isnan(nats) ? lossText(nats)
                                                : SampleTextView::tr("%1, probability %2")
                                                      .arg(lossText(nats), probabilityText(nats)));
            };
            row(lossMap.checkpoint, first);
            row(lossMap.other, second);
            if (!std::isnan(second - first))
                facts->setFact(SampleTextView::tr("Difference"),
                               withUnit(signedLoss(static_cast<double>(second) - first),
                                        SampleTextView::tr("nats")));
        } else {
            facts->setFact(SampleTextView::tr("Loss"), lossText(first));
            if (!std::isnan(first))
                facts->setFact(SampleTextView::tr("Probability"), probabilityText(first));
        }
    }
    facts->setFact(SampleTextView::tr("Token"),
                   SampleTextView::tr("%1 of %2, id %3")
                       .arg(grouped(token + 1), grouped(shown.ids.size()),
                            QString::number(shown.ids.value(token))));
    facts->setFact(SampleTextView::tr("Bytes"),
                   SampleTextView::tr("%1 from %2").arg(grouped(end - begin), grouped(begin)));
    layout->addWidget(facts);
    return content;
}

QString SampleTextViewPrivate::describe(int token) const
{
    const SampleTokens *shown = tokens();
    if (!shown || token < 0 || token + 1 >= shown->begins.size())
        return {};
    const qint64 begin = shown->begins[token];
    QString text = SampleTextView::tr("token %1, %2")
                       .arg(grouped(token + 1),
                            shownBytes(pieces.text().mid(begin, shown->begins[token + 1] - begin)));
    const float value = valueOf(token);
    if (isTinting() && !std::isnan(value))
        text += tint == SampleTextView::Tint::Difference
                    ? SampleTextView::tr(", difference %1 nats").arg(signedLoss(value))
                    : SampleTextView::tr(", loss %1 nats").arg(lossFull(value));
    return text;
}

} // namespace phi1
