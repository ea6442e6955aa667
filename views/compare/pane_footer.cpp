// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/compare/pane_footer.h"

#include "views/code/shown_bytes.h"
#include "views/format/number_text.h"
#include "views/widgets/state_badge.h"

#include <QAccessible>
#include <QHBoxLayout>
#include <QPainter>

#include <cmath>

namespace phi1 {
namespace {

using State = PaneProgress::State;

StateLook lookOf(const PaneProgress &progress)
{
    using Token = Theme::Token;
    switch (progress.state) {
    case State::Idle:
        return {QStringLiteral("clock"), Token::Text3, PaneFooter::tr("nothing written yet"),
                false};
    case State::Loading:
        return {QStringLiteral("clock"), Token::Live, PaneFooter::tr("loading the weights"), false};
    case State::Queued:
        return {QStringLiteral("clock"), Token::Text2, PaneFooter::tr("queued"), false};
    case State::Writing:
        return {QString(), Token::Live, PaneFooter::tr("writing"), true};
    case State::Finished:
        return {QStringLiteral("check"), Token::Success, PaneFooter::tr("wrote all tokens"), false};
    case State::Stopped:
        return {QStringLiteral("check"), Token::Success,
                progress.stopString.isEmpty()
                    ? PaneFooter::tr("end of text")
                    : PaneFooter::tr("stopped at %1").arg(escapedText(progress.stopString)),
                false};
    case State::Cancelled:
        return {QStringLiteral("stop"), Token::Text2, PaneFooter::tr("stopped by you"), false};
    case State::Failed:
        return {QStringLiteral("error"), Token::Error,
                progress.problem.isEmpty() ? PaneFooter::tr("failed") : progress.problem, false};
    }
    return {};
}

} // namespace

PaneFooter::PaneFooter(QWidget *parent)
    : QWidget(parent)
    , m_state(new StateBadge(this))
    , m_line(new FactLine(this))
{
    auto *layout = new QHBoxLayout(this);
    layout->addWidget(m_state);
    layout->addWidget(m_line, 1);
    m_state->setFontRole(Theme::Font::Small);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    Theme::instance().follow(this, [this, layout] {
        const Theme &theme = Theme::instance();
        layout->setContentsMargins(theme.px(12), 1, theme.px(12), 0);
        layout->setSpacing(theme.px(14));
        setFixedHeight(theme.px(28));
        update();
    });
    setProgress({});
}

void PaneFooter::setProgress(const PaneProgress &progress)
{
    const QString before = m_state->text();
    m_state->setLook(lookOf(progress));
    m_state->setToolTip(toolTipOf(progress.problem));
    m_shown.clear();
    const auto add = [this](const QString &text) { m_shown.append(LineFact{text, {}, {}, false}); };
    const bool writes = progress.state == State::Writing || progress.state == State::Queued;
    if (progress.tokens >= 0)
        add(writes && progress.maxTokens > 0
                ? tr("%1 of %2 tokens").arg(grouped(progress.tokens), grouped(progress.maxTokens))
                : tr("%n tokens", nullptr, progress.tokens));
    if (progress.firstTokenSeconds >= 0)
        add(tr("first token %1").arg(duration(progress.firstTokenSeconds)));
    if (progress.tokensPerSecond > 0)
        add(withUnit(progress.tokensPerSecond < 100 ? significant(progress.tokensPerSecond, 3)
                                                    : decimal(progress.tokensPerSecond, 0),
                     tr("tok/s")));
    if (progress.meanProbability >= 0)
        add(tr("mean p %1").arg(decimal(progress.meanProbability, 2)));
    if (progress.memoryBytes > 0)
        add(bytes(static_cast<std::uint64_t>(progress.memoryBytes)));
    m_shown += progress.more;
    m_line->setFacts(m_shown);
    const bool isNews = progress.state == State::Failed && before != m_state->text();
    if (isNews && QAccessible::isActive()) {
        QAccessibleEvent alert(m_state, QAccessible::Alert);
        QAccessible::updateAccessibility(&alert);
    }
}

QString PaneFooter::stateText() const
{
    return m_state->text();
}

void PaneFooter::paintEvent(QPaintEvent *event)
{
    Q_UNUSED(event);
    const Theme &theme = Theme::instance();
    QPainter painter(this);
    painter.fillRect(rect(), theme.color(Theme::Token::Alt));
    painter.fillRect(QRect(0, 0, width(), 1), theme.color(Theme::Token::Border));
}

} // namespace phi1
