// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QFont>
#include <QHash>
#include <QIcon>
#include <QObject>
#include <QPalette>
#include <QPixmap>
#include <QVector>

#include <array>
#include <functional>
#include <memory>

class QApplication;

namespace phi1 {

class FocusRing;

/// Colours, measures, fonts and icons of the window: the only place that knows a colour by value.
/// Everything painted asks here while it paints, so a change of theme or size needs no restart. GUI
/// thread only.
class Theme final : public QObject
{
    Q_OBJECT
public:
    enum class Mode { Light, Dark, System };
    Q_ENUM(Mode)
    enum class Token {
        Window,
        Rail,
        Surface,
        Alt,
        Sunken,
        Hover,
        Border,
        BorderStrong,
        Grid,
        Axis,
        Text,
        Text2,
        Text3,
        Disabled,
        Accent,
        AccentFill,
        AccentHover,
        OnAccent,
        AccentTint,
        Live,
        Success,
        SuccessTint,
        Warning,
        WarningTint,
        Error,
        ErrorTint,
        Info,
        InfoTint,
        Hit
    };
    Q_ENUM(Token)
    enum class Font {
        Display,
        BigValue,
        PageTitle,
        Body,
        PanelTitle,
        Section,
        Small,
        Caption,
        Code,
        CodeSmall
    };
    Q_ENUM(Font)
    enum class Syntax { Keyword, String, Comment, Number, Definition, Builtin };
    static constexpr int runColorCount = 10;

    static Theme &instance();

    /// Takes the application over: style, palette, font and focus ring, now and at each later
    /// change. Call once, after the QApplication exists and before the first widget.
    void apply(QApplication &application);

    Mode mode() const { return m_mode; }
    void setMode(Mode mode);
    bool isDark() const { return m_dark; }
    /// What the desktop prefers (its settings portal); counts in Mode::System. Until told:
    /// lightness of the start palette.
    void setSystemDark(bool dark);
    bool highContrast() const { return m_highContrast; }
    void setHighContrast(bool on);

    QColor color(Token token) const { return color(token, m_dark); }
    QColor color(Token token, bool dark) const;
    /// Colour of a run; slots beyond the ten begin again (see runDash). Negative slots are a colour
    /// that is not a run's.
    QColor runColor(int slot) const { return runColor(slot, m_dark); }
    QColor runColor(int slot, bool dark) const;
    QString runColorName(int slot) const; ///< "blue", for accessible names and menus
    /// Dash pattern of a run's line in pixels, empty = solid: solid for slots 0 to 9, (6 3) to 19,
    /// (2 3) to 29.
    QVector<qreal> runDash(int slot) const;
    QColor syntaxColor(Syntax role) const;
    QVector<QColor> surpriseTints(bool dark) const;  ///< for p >= 0.5, >= 0.2, >= 0.05, below
    QVector<QColor> tideStops(bool dark) const;      ///< sequential map, nine stops
    QVector<QColor> emberTideStops(bool dark) const; ///< diverging map, nine stops
    QColor outsideColor(bool dark) const;            ///< cells of a map that cannot have a value
    /// Trough of bars and meters: sunken, but in the dark theme border, since sunken vanishes on
    /// the rail.
    QColor trough() const;

    /// A length given for a 13 px interface font, in pixels at the present size; at least 1 for a
    /// length above 0.
    int px(double length) const;
    double fontPixelSize() const; ///< of the body font, before rounding
    QFont font(Font role) const;
    int lineHeight(Font role) const;
    double interfaceScale() const { return m_interfaceScale; }
    void setInterfaceScale(double scale); ///< 0.8 to 2.0, of everything
    double codeScale() const { return m_codeScale; }
    void setCodeScale(
        double scale); ///< 0.8 to 2.0, on top of the interface scale, of code and logs only
    /// The desktop's font, from which family and base size come; a plain "Sans" or one without
    /// tabular digits gives Noto Sans at 13 px.
    void setSystemFont(const QFont &font);

    /// An icon of resources/icons by name, painted in the token's present colour whenever it is
    /// painted.
    QIcon icon(const QString &name, Token tone = Token::Text2) const;
    QPixmap pixmap(const QString &name, int size, Token tone = Token::Text2,
                   qreal devicePixelRatio = 1.0) const;
    QPixmap pixmap(const QString &name, int size, const QColor &color,
                   qreal devicePixelRatio) const;
    QStringList iconNames() const;

    QPalette palette() const;

    /// Calls the function now and after each change, as long as the context lives: margins, fonts,
    /// colours of labels.
    void follow(QObject *context, const std::function<void()> &function);

    /// Keyboard focus is shown; focus by mouse is not. True if the last focus came from the
    /// keyboard.
    bool showsKeyboardFocus() const { return m_keyboardFocus; }
    /// For a focus that the program sets and that has to be seen, such as on Start of a first
    /// start.
    void setKeyboardFocus(bool shown);
    /// False if the desktop switched animations off.
    bool animates() const;

signals:
    void themeChanged();

private:
    Theme();
    ~Theme() override;
    void load();
    void refresh(bool metrics);
    void chooseFonts();
    bool eventFilter(QObject *watched, QEvent *event) override;

    struct Tokens;
    std::unique_ptr<Tokens> m_tokens;
    QApplication *m_application = nullptr;
    FocusRing *m_ring = nullptr;
    QFont m_systemFont;
    QString m_family;
    QString m_codeFamily;
    double m_basePixelSize = 13;
    double m_interfaceScale = 1;
    double m_codeScale = 1;
    Mode m_mode = Mode::System;
    bool m_systemDark = false;
    bool m_dark = false;
    bool m_highContrast = false;
    bool m_keyboardFocus = false;
    mutable QHash<QString, QPixmap> m_pixmaps;
    mutable QHash<QString, QByteArray> m_sources;
};

} // namespace phi1
