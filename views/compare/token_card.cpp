// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/compare/token_card.h"

#include "views/compare/distribution_table.h"
#include "views/theme/style_painting.h"
#include "views/theme/theme.h"

#include <QApplication>
#include <QKeyEvent>
#include <QPainter>
#include <QTimer>
#include <QVBoxLayout>

#include <algorithm>

namespace phi1 {

TokenCard::TokenCard(QWidget *host)
    : QWidget(host)
    , m_content(new DistributionTable(this))
    , m_showTimer(new QTimer(this))
    , m_hideTimer(new QTimer(this))
{
    setAccessibleName(tr("Distribution at a token"));
    m_showTimer->setSingleShot(true);
    m_showTimer->setInterval(delay);
    m_hideTimer->setSingleShot(true);
    m_hideTimer->setInterval(delay);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(1, 1, 1, 1);
    layout->addWidget(m_content);
    connect(m_showTimer, &QTimer::timeout, this, &TokenCard::appear);
    connect(m_hideTimer, &QTimer::timeout, this, [this] {
        if (!m_pinned)
            dismiss();
    });
    connect(m_content, &DistributionTable::rowActivated, this, [this](int row) {
        const CardRow &chosen = m_content->data().rows[row];
        emit branchRequested(m_content->data().token, chosen.id, chosen.bytes);
    });
    connect(&Theme::instance(), &Theme::themeChanged, this, [this] {
        if (isVisible())
            place();
    });
    host->installEventFilter(this);
    hide();
}

void TokenCard::setData(const TokenCardData &data)
{
    m_content->setData(data);
    if (isVisible())
        place();
}

const TokenCardData &TokenCard::data() const
{
    return m_content->data();
}

void TokenCard::showBeside(const QRect &globalArea, bool atOnce)
{
    if (globalArea.isEmpty())
        return;
    m_area = globalArea;
    m_hideTimer->stop();
    if (isVisible() || atOnce) {
        appear();
        return;
    }
    m_showTimer->start();
}

void TokenCard::appear()
{
    m_showTimer->stop();
    place();
    show();
    raise();
}

void TokenCard::pin()
{
    m_hideTimer->stop();
    if (!isVisible())
        appear();
    if (!m_pinned)
        m_cameFrom = QApplication::focusWidget();
    m_pinned = true;
    m_content->setFocus(Qt::OtherFocusReason);
    emit pinned();
}

void TokenCard::release()
{
    m_showTimer->stop();
    // The pointer may be on its way to the card.
    if (isVisible() && !m_pinned)
        m_hideTimer->start();
}

void TokenCard::dismiss()
{
    m_showTimer->stop();
    m_hideTimer->stop();
    m_pinned = false;
    if (!isVisible())
        return;
    if (m_cameFrom && isAncestorOf(QApplication::focusWidget()))
        m_cameFrom->setFocus(Qt::OtherFocusReason);
    m_cameFrom = nullptr;
    hide();
    emit dismissed();
}

void TokenCard::place()
{
    const QWidget *host = parentWidget();
    const Theme &theme = Theme::instance();
    const int gap = theme.px(8);
    const QRect room = host->rect().adjusted(gap, gap, -gap, -gap);
    const QRect area(host->mapFromGlobal(m_area.topLeft()), m_area.size());
    QSize size = m_content->sizeHint() + QSize(2, 2);
    size.setWidth(std::min(size.width(), room.width()));
    size.setHeight(m_content->heightForWidth(size.width() - 2) + 2);
    // Below or above, so that the text of the token's row stays readable; beside where there is no
    // room for either.
    int x = area.left();
    int y = area.bottom() + gap;
    if (y + size.height() > room.bottom() + 1) {
        const int above = area.top() - gap - size.height();
        if (above >= room.top()) {
            y = above;
        } else {
            const bool right = room.right() - area.right() >= area.left() - room.left();
            x = right ? area.right() + gap : area.left() - gap - size.width();
            y = area.center().y() - size.height() / 2;
        }
    }
    x = std::clamp(x, room.left(), std::max(room.left(), room.right() - size.width() + 1));
    y = std::clamp(y, room.top(), std::max(room.top(), room.bottom() - size.height() + 1));
    setGeometry(QRect(QPoint(x, y), size));
}

bool TokenCard::event(QEvent *event)
{
    // Esc means the card while it has the focus, not what the page would stop with it.
    if (event->type() == QEvent::ShortcutOverride &&
        static_cast<QKeyEvent *>(event)->key() == Qt::Key_Escape) {
        event->accept();
        return true;
    }
    if (event->type() == QEvent::Enter)
        m_hideTimer->stop();
    else if (event->type() == QEvent::Leave && !m_pinned)
        m_hideTimer->start();
    return QWidget::event(event);
}

bool TokenCard::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::Resize && isVisible())
        place();
    else if (event->type() == QEvent::Hide)
        dismiss();
    return QWidget::eventFilter(watched, event);
}

void TokenCard::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape)
        dismiss();
    else
        QWidget::keyPressEvent(event);
}

void TokenCard::paintEvent(QPaintEvent *event)
{
    Q_UNUSED(event);
    const Theme &theme = Theme::instance();
    QPainter painter(this);
    painting::roundedBox(painter, rect(), theme.px(6), theme.color(Theme::Token::Surface),
                         theme.color(Theme::Token::BorderStrong));
}

} // namespace phi1
