// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/theme/theme.h"

#include "views/theme/focus_ring.h"
#include "views/theme/icon_engine.h"
#include "views/theme/theme_tokens.h"
#include "views/theme/workbench_style.h"

#include <QAbstractScrollArea>
#include <QApplication>
#include <QDir>
#include <QEvent>
#include <QFile>
#include <QFontDatabase>
#include <QFontMetricsF>
#include <QKeyEvent>
#include <QPainter>
#include <QStyle>
#include <QSvgRenderer>
#include <QThread>
#include <QToolTip>
#include <QWidget>

#include <algorithm>
#include <cmath>

// Outside any namespace, as the macro declares a function. A static library's resources are linked
// only where asked for.
static void initialiseResources()
{
    Q_INIT_RESOURCE(phi1_look);
}

namespace phi1 {
namespace {

struct TypeRole {
    double size;
    double line;
    bool bold;
    bool code;
};

TypeRole typeRole(Theme::Font role)
{
    switch (role) {
    case Theme::Font::Display:
        return {24, 32, true, false};
    case Theme::Font::BigValue:
        return {24, 30, true, false};
    case Theme::Font::PageTitle:
        return {18, 24, true, false};
    case Theme::Font::Body:
        return {13, 18, false, false};
    case Theme::Font::PanelTitle:
        return {13, 18, true, false};
    case Theme::Font::Section:
        return {12, 18, true, false};
    case Theme::Font::Small:
        return {12, 17, false, false};
    case Theme::Font::Caption:
        return {11, 15, false, false};
    case Theme::Font::Code:
        return {12.5, 18, false, true};
    case Theme::Font::CodeSmall:
        return {12, 18, false, true};
    }
    return {13, 18, false, false};
}

bool hasTabularDigits(const QFont &font)
{
    const QFontMetricsF metrics(font);
    const qreal zero = metrics.horizontalAdvance(u'0');
    for (char16_t digit = u'1'; digit <= u'9'; ++digit) {
        if (std::fabs(metrics.horizontalAdvance(QChar(digit)) - zero) > 0.01)
            return false;
    }
    return true;
}

/// Names that stand for "no font was chosen": what they give depends on the machine.
bool isPlainFamily(const QString &family)
{
    static const QStringList plain{QStringLiteral("sans"), QStringLiteral("sans serif"),
                                   QStringLiteral("sans-serif"), QStringLiteral("helvetica"),
                                   QString()};
    return plain.contains(family.toLower());
}

QString firstInstalled(const QStringList &families, const QString &otherwise)
{
    for (const QString &family : families) {
        if (QFontDatabase::hasFamily(family))
            return family;
    }
    return otherwise;
}

/// Keys by which one moves in a window; with any other the focus may well have come from the mouse.
bool movesFocus(int key)
{
    switch (key) {
    case Qt::Key_Tab:
    case Qt::Key_Backtab:
    case Qt::Key_Left:
    case Qt::Key_Right:
    case Qt::Key_Up:
    case Qt::Key_Down:
    case Qt::Key_Home:
    case Qt::Key_End:
    case Qt::Key_PageUp:
    case Qt::Key_PageDown:
    case Qt::Key_F6:
        return true;
    default:
        return false;
    }
}

double pixelSizeOf(const QFont &font)
{
    return font.pixelSize() > 0 ? font.pixelSize() : QFontInfo(font).pixelSize();
}

std::size_t themeIndex(bool dark)
{
    return dark ? 1 : 0;
}

} // namespace

struct Theme::Tokens : ThemeTokens {};

Theme::Theme()
{
    initialiseResources();
    load();
}

Theme::~Theme() = default;

Theme &Theme::instance()
{
    // Never destroyed: its pixmaps must not outlive the application by the length of the static
    // destructors.
    static Theme *const theme = new Theme;
    return *theme;
}

void Theme::load()
{
    QFile file(QStringLiteral(":/phi1/themes/tokens.json"));
    QStringList problems;
    m_tokens = std::make_unique<Tokens>();
    if (file.open(QIODevice::ReadOnly))
        static_cast<ThemeTokens &>(*m_tokens) = ThemeTokens::read(file.readAll(), &problems);
    else
        problems.append(file.fileName());
    if (!problems.isEmpty())
        qFatal("The colours %s are not in the program's tokens.json.",
               qPrintable(problems.join(QStringLiteral(", "))));
}

void Theme::apply(QApplication &application)
{
    m_application = &application;
    m_systemDark = application.palette().color(QPalette::Window).lightness() < 128;
    application.setStyle(new WorkbenchStyle);
    application.installEventFilter(this);
    m_ring = new FocusRing(&application);
    connect(&application, &QApplication::focusChanged, m_ring,
            [this](QWidget *, QWidget *now) { m_ring->update(now, m_keyboardFocus); });
    connect(&application, &QCoreApplication::aboutToQuit, m_ring, &FocusRing::clear);
    connect(&application, &QObject::destroyed, this, [this] {
        m_application = nullptr;
        m_pixmaps.clear();
    });
    setSystemFont(QFontDatabase::systemFont(QFontDatabase::GeneralFont));
    m_dark = m_mode == Mode::Dark || (m_mode == Mode::System && m_systemDark);
    refresh(true);
}

void Theme::setMode(Mode mode)
{
    if (mode == m_mode)
        return;
    m_mode = mode;
    refresh(false);
}

void Theme::setSystemDark(bool dark)
{
    if (dark == m_systemDark)
        return;
    m_systemDark = dark;
    if (m_mode == Mode::System)
        refresh(false);
}

void Theme::setHighContrast(bool on)
{
    if (on == m_highContrast)
        return;
    m_highContrast = on;
    refresh(false);
}

void Theme::setInterfaceScale(double scale)
{
    scale = std::clamp(scale, 0.8, 2.0);
    if (scale == m_interfaceScale)
        return;
    m_interfaceScale = scale;
    refresh(true);
}

void Theme::setCodeScale(double scale)
{
    scale = std::clamp(scale, 0.8, 2.0);
    if (scale == m_codeScale)
        return;
    m_codeScale = scale;
    refresh(true);
}

void Theme::setSystemFont(const QFont &font)
{
    m_systemFont = font;
    chooseFonts();
    refresh(true);
}

void Theme::chooseFonts()
{
    const QFontInfo resolved(m_systemFont);
    const bool plain = isPlainFamily(m_systemFont.family()) || isPlainFamily(resolved.family());
    if (plain || !hasTabularDigits(m_systemFont) ||
        !QFontDatabase::isSmoothlyScalable(resolved.family())) {
        m_family = firstInstalled({QStringLiteral("Noto Sans"), QStringLiteral("DejaVu Sans")},
                                  resolved.family());
        // A desktop without a font of its own has no size of its own either.
        m_basePixelSize = plain ? 13.0 : pixelSizeOf(m_systemFont);
    } else {
        m_family = m_systemFont.family();
        m_basePixelSize = pixelSizeOf(m_systemFont);
    }
    m_basePixelSize = std::clamp(m_basePixelSize, 9.0, 32.0);
    m_codeFamily = firstInstalled({QStringLiteral("Hack"), QStringLiteral("DejaVu Sans Mono")},
                                  QFontDatabase::systemFont(QFontDatabase::FixedFont).family());
}

void Theme::refresh(bool metrics)
{
    m_dark = m_mode == Mode::Dark || (m_mode == Mode::System && m_systemDark);
    m_pixmaps.clear();
    if (m_application) {
        const QPalette colors = palette();
        m_application->setPalette(colors);
        QToolTip::setPalette(colors);
        if (metrics) {
            m_application->setFont(font(Font::Body));
            QToolTip::setFont(font(Font::Small));
        }
        // Before the event loop runs Qt tells widgets that exist already nothing of either.
        const bool tell = QThread::currentThread()->loopLevel() == 0;
        const auto send = [](QWidget *widget, QEvent::Type type) {
            QEvent change(type);
            QCoreApplication::sendEvent(widget, &change);
        };
        for (QWidget *widget : QApplication::allWidgets()) {
            if (tell)
                send(widget, QEvent::ApplicationPaletteChange);
            if (tell && metrics)
                send(widget, QEvent::ApplicationFontChange);
            if (metrics) {
                // Sizes that come from the style; layouts ask for them again.
                send(widget, QEvent::StyleChange);
                widget->updateGeometry();
            }
            widget->update();
        }
    }
    emit themeChanged();
}

QColor Theme::color(Token token, bool dark) const
{
    if (m_highContrast) {
        if (token == Token::Border || token == Token::Axis)
            token = Token::BorderStrong;
        else if (token == Token::Text3)
            token = Token::Text2;
    }
    return m_tokens->colors[themeIndex(dark)][static_cast<std::size_t>(token)];
}

QColor Theme::runColor(int slot, bool dark) const
{
    if (slot < 0)
        return color(Token::Axis, dark);
    return m_tokens->runs[themeIndex(dark)][static_cast<std::size_t>(slot % runColorCount)];
}

QString Theme::runColorName(int slot) const
{
    return slot < 0 ? QString()
                    : m_tokens->runNames[static_cast<std::size_t>(slot % runColorCount)];
}

QVector<qreal> Theme::runDash(int slot) const
{
    const int round = slot < 0 ? 0 : slot / runColorCount;
    if (round == 0)
        return {};
    return round % 2 == 1 ? QVector<qreal>{6, 3} : QVector<qreal>{2, 3};
}

QColor Theme::syntaxColor(Syntax role) const
{
    return m_tokens->syntax[themeIndex(m_dark)][static_cast<std::size_t>(role)];
}

QVector<QColor> Theme::surpriseTints(bool dark) const
{
    return m_tokens->surprise[themeIndex(dark)];
}

QVector<QColor> Theme::tideStops(bool dark) const
{
    return m_tokens->tide[themeIndex(dark)];
}

QVector<QColor> Theme::emberTideStops(bool dark) const
{
    return m_tokens->emberTide[themeIndex(dark)];
}

QColor Theme::outsideColor(bool dark) const
{
    return m_tokens->outside[themeIndex(dark)];
}

QColor Theme::trough() const
{
    return color(m_dark ? Token::Border : Token::Sunken);
}

double Theme::fontPixelSize() const
{
    return m_basePixelSize * m_interfaceScale;
}

int Theme::px(double length) const
{
    const int pixels = static_cast<int>(std::lround(length * fontPixelSize() / 13.0));
    return length > 0 ? std::max(pixels, 1) : pixels;
}

QFont Theme::font(Font role) const
{
    const TypeRole type = typeRole(role);
    QFont font(type.code ? m_codeFamily : m_family);
    const double scale = fontPixelSize() / 13.0 * (type.code ? m_codeScale : 1.0);
    font.setPixelSize(std::max(1, static_cast<int>(std::lround(type.size * scale))));
    font.setWeight(type.bold ? QFont::Bold : QFont::Normal);
    if (type.code) {
        font.setStyleHint(QFont::Monospace);
        font.setFixedPitch(true);
    } else {
        // Without hinting to whole pixels, so that widths grow evenly with the size.
        font.setStyleHint(QFont::SansSerif);
    }
    return font;
}

int Theme::lineHeight(Font role) const
{
    const TypeRole type = typeRole(role);
    const double scale = type.code ? m_codeScale : 1.0;
    return static_cast<int>(std::lround(type.line * scale * fontPixelSize() / 13.0));
}

QIcon Theme::icon(const QString &name, Token tone) const
{
    return QIcon(new ThemedIconEngine(name, tone));
}

QPixmap Theme::pixmap(const QString &name, int size, Token tone, qreal devicePixelRatio) const
{
    return pixmap(name, size, color(tone), devicePixelRatio);
}

QPixmap Theme::pixmap(const QString &name, int size, const QColor &color,
                      qreal devicePixelRatio) const
{
    const int side = std::max(1, static_cast<int>(std::lround(size * devicePixelRatio)));
    const QString key =
        name + u'/' + QString::number(color.rgba(), 16) + u'/' + QString::number(side);
    auto found = m_pixmaps.find(key);
    if (found == m_pixmaps.end()) {
        auto source = m_sources.find(name);
        if (source == m_sources.end()) {
            QFile file(QStringLiteral(":/phi1/icons/") + name + QStringLiteral(".svg"));
            if (!file.open(QIODevice::ReadOnly))
                qWarning("There is no icon called %s.", qPrintable(name));
            source = m_sources.insert(name, file.isOpen() ? file.readAll() : QByteArray());
        }
        QImage image(side, side, QImage::Format_ARGB32_Premultiplied);
        image.fill(Qt::transparent);
        if (!source->isEmpty()) {
            QByteArray svg = *source;
            svg.replace("currentColor", color.name().toLatin1());
            QSvgRenderer renderer(svg);
            QPainter painter(&image);
            painter.setOpacity(color.alphaF());
            renderer.render(&painter, QRectF(0, 0, side, side));
        }
        found = m_pixmaps.insert(key, QPixmap::fromImage(image));
    }
    QPixmap pixmap = *found;
    pixmap.setDevicePixelRatio(devicePixelRatio);
    return pixmap;
}

QStringList Theme::iconNames() const
{
    QStringList names = QDir(QStringLiteral(":/phi1/icons")).entryList({QStringLiteral("*.svg")});
    for (QString &name : names)
        name.chop(4);
    return names;
}

QPalette Theme::palette() const
{
    QPalette colors;
    const auto set = [&](QPalette::ColorRole role, Token token) {
        colors.setColor(QPalette::Active, role, color(token));
        colors.setColor(QPalette::Inactive, role, color(token));
        colors.setColor(QPalette::Disabled, role, color(token));
    };
    set(QPalette::Window, Token::Window);
    set(QPalette::Base, Token::Surface);
    set(QPalette::AlternateBase, Token::Alt);
    set(QPalette::WindowText, Token::Text);
    set(QPalette::Text, Token::Text);
    set(QPalette::ButtonText, Token::Text);
    set(QPalette::BrightText, Token::OnAccent);
    set(QPalette::PlaceholderText, Token::Text3);
    set(QPalette::Button, Token::Surface);
    set(QPalette::Mid, Token::Border);
    set(QPalette::Dark, Token::BorderStrong);
    set(QPalette::Shadow, Token::BorderStrong);
    set(QPalette::Light, Token::Surface);
    set(QPalette::Midlight, Token::Hover);
    set(QPalette::Highlight, Token::AccentTint);
    set(QPalette::HighlightedText, Token::Text);
    set(QPalette::Link, Token::Accent);
    set(QPalette::LinkVisited, Token::Accent);
    set(QPalette::ToolTipBase, Token::Surface);
    set(QPalette::ToolTipText, Token::Text);
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText,
                            QPalette::PlaceholderText, QPalette::HighlightedText})
        colors.setColor(QPalette::Disabled, role, color(Token::Disabled));
    return colors;
}

void Theme::follow(QObject *context, const std::function<void()> &function)
{
    connect(this, &Theme::themeChanged, context, function);
    function();
}

bool Theme::animates() const
{
    return QApplication::style()->styleHint(QStyle::SH_Widget_Animation_Duration) > 0;
}

bool Theme::eventFilter(QObject *watched, QEvent *event)
{
    // Runs before focusChanged() is emitted, so the ring knows where the focus came from.
    switch (event->type()) {
    case QEvent::KeyPress:
        if (movesFocus(static_cast<QKeyEvent *>(event)->key()))
            setKeyboardFocus(true);
        break;
    case QEvent::MouseButtonPress:
    case QEvent::TouchBegin:
        setKeyboardFocus(false);
        break;
    case QEvent::DynamicPropertyChange: {
        const QByteArray name = static_cast<QDynamicPropertyChangeEvent *>(event)->propertyName();
        auto *widget = qobject_cast<QWidget *>(watched);
        if (widget && name == "phi1Role") {
            // Qt's controls keep the size they once asked for.
            QEvent change(QEvent::StyleChange);
            QCoreApplication::sendEvent(widget, &change);
            widget->updateGeometry();
        }
        if (widget && name.startsWith("phi1"))
            widget->update();
        break;
    }
    default:
        break;
    }
    return QObject::eventFilter(watched, event);
}

void Theme::setKeyboardFocus(bool shown)
{
    if (shown == m_keyboardFocus)
        return;
    m_keyboardFocus = shown;
    if (QWidget *focused = QApplication::focusWidget()) {
        m_ring->update(focused, shown);
        // Rows and cells paint theirs themselves.
        focused->update();
        if (auto *area = qobject_cast<QAbstractScrollArea *>(focused))
            area->viewport()->update();
    }
}

} // namespace phi1
