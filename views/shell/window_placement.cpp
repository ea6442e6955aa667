// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/shell/window_placement.h"

#include "views/shell/settings.h"

#include <QEvent>
#include <QGuiApplication>
#include <QScreen>

#include <algorithm>

namespace phi1 {
namespace {

using namespace Qt::StringLiterals;

constexpr int saveDelay = 300;   // ms
constexpr int settleDelay = 200; // ms: desktops move windows themselves when a screen goes
constexpr int titleStrip = 40;   // px of the upper edge that a hand can take hold of
constexpr int graspable = 160;   // px of it that must be in sight
const QSize usualSize(1440, 900);

QString geometryKey()
{
    return u"window.geometry"_s; // of the content, without the desktop's frame: x, y, width, height
}

QString stateKey()
{
    return u"window.state"_s; // "maximized", "full" or ""
}

QRect rectIn(const QVariant &value)
{
    const QVariantList numbers = value.toList();
    if (numbers.size() != 4)
        return {};
    const auto number = [&numbers](int i) {
        return std::clamp(numbers[i].toInt(), -100'000, 100'000);
    };
    return {number(0), number(1), number(2), number(3)};
}

QList<QRect> screenRects()
{
    QList<QRect> rects;
    const QList<QScreen *> screens = QGuiApplication::screens();
    for (const QScreen *screen : screens)
        rects.append(screen->availableGeometry());
    return rects;
}

} // namespace

WindowPlacement::WindowPlacement(QWidget *window, Settings &settings)
    : QObject(window)
    , m_window(window)
    , m_settings(settings)
{
    m_delay.setSingleShot(true);
    m_delay.setInterval(saveDelay);
    connect(&m_delay, &QTimer::timeout, this, &WindowPlacement::save);
    window->installEventFilter(this);

    const auto check = [this] {
        QTimer::singleShot(settleDelay, this, &WindowPlacement::ensureVisible);
    };
    const auto follow = [this, check](QScreen *screen) {
        connect(screen, &QScreen::availableGeometryChanged, this, check);
    };
    const QList<QScreen *> screens = QGuiApplication::screens();
    std::for_each(screens.cbegin(), screens.cend(), follow);
    connect(qGuiApp, &QGuiApplication::screenAdded, this, follow);
    connect(qGuiApp, &QGuiApplication::screenRemoved, this, check);
    connect(qGuiApp, &QGuiApplication::primaryScreenChanged, this, check);
}

void WindowPlacement::restore()
{
    // Not QWidget::restoreGeometry(): it moves windows down to make room for a frame, each time.
    const QRect saved = rectIn(m_settings.workspaceValue(geometryKey()));
    if (saved.width() > 0 && saved.height() > 0) {
        m_window->setGeometry(broughtIntoSight(saved, screenRects()));
    } else if (const QScreen *screen = QGuiApplication::primaryScreen()) {
        const QRect room = screen->availableGeometry();
        QRect usual(QPoint(0, 0), usualSize.boundedTo(room.size()));
        usual.moveCenter(room.center());
        m_window->setGeometry(usual);
    } else {
        m_window->resize(usualSize);
    }
    const QString state = m_settings.workspaceValue(stateKey()).toString();
    if (state == "maximized"_L1)
        m_window->setWindowState(Qt::WindowMaximized);
    else if (state == "full"_L1)
        m_window->setWindowState(Qt::WindowFullScreen);
}

void WindowPlacement::save()
{
    m_delay.stop();
    const QRect place = m_window->isMaximized() || m_window->isFullScreen()
                            ? m_window->normalGeometry()
                            : m_window->geometry();
    if (place.isValid())
        m_settings.setWorkspaceValue(
            geometryKey(), QVariantList{place.x(), place.y(), place.width(), place.height()});
    m_settings.setWorkspaceValue(stateKey(), m_window->isFullScreen()  ? u"full"_s
                                             : m_window->isMaximized() ? u"maximized"_s
                                                                       : QString());
}

QRect WindowPlacement::broughtIntoSight(const QRect &frame, const QList<QRect> &screens)
{
    if (screens.isEmpty())
        return frame;
    const QRect strip(frame.left(), frame.top(), frame.width(), titleStrip);
    QRect desk;
    for (const QRect &screen : screens)
        desk |= screen;
    // Larger than all screens together: saved with another screen.
    const bool fits = frame.width() <= desk.width() && frame.height() <= desk.height();
    for (const QRect &screen : screens) {
        const QRect seen = strip.intersected(screen);
        if (fits && seen.width() >= std::min(graspable, frame.width()) &&
            seen.height() >= titleStrip / 2)
            return frame;
    }
    // Onto the screen that shows most of it, otherwise the first.
    const auto area = [&frame](const QRect &screen) {
        const QRect common = frame.intersected(screen);
        return common.isEmpty() ? 0 : common.width() * common.height();
    };
    const QRect home =
        *std::max_element(screens.cbegin(), screens.cend(),
                          [&area](const QRect &a, const QRect &b) { return area(a) < area(b); });
    QRect moved(frame.topLeft(), frame.size().boundedTo(home.size()));
    moved.moveLeft(std::clamp(moved.left(), home.left(), home.right() + 1 - moved.width()));
    moved.moveTop(std::clamp(moved.top(), home.top(), home.bottom() + 1 - moved.height()));
    return moved;
}

void WindowPlacement::ensureVisible()
{
    if (m_window->isMinimized() || m_window->isMaximized() || m_window->isFullScreen())
        return; // the desktop places these itself
    const QRect frame = m_window->frameGeometry();
    const QRect wanted = broughtIntoSight(frame, screenRects());
    if (wanted == frame)
        return;
    m_window->resize(m_window->size() - (frame.size() - wanted.size()));
    m_window->move(wanted.topLeft());
}

bool WindowPlacement::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_window && m_window->isVisible()) {
        switch (event->type()) {
        case QEvent::Resize:
        case QEvent::Move:
        case QEvent::WindowStateChange:
            m_delay.start();
            break;
        default:
            break;
        }
    }
    return QObject::eventFilter(watched, event);
}

} // namespace phi1
