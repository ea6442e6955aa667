// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/theme/theme.h"

#include <QFrame>

#include <array>

class QHBoxLayout;
class QLabel;
class QVBoxLayout;

namespace phi1 {

class ElidedLabel;
class TextLabel;

/// A framed surface with round corners and, unless hidden, a head of 32 px: icon or swatch, title,
/// caption, head widgets.
class Panel final : public QFrame
{
    Q_OBJECT
public:
    explicit Panel(const QString &title = {}, QWidget *parent = nullptr);

    QString title() const;
    void setTitle(const QString &title);
    void setCaption(const QString &caption);
    void setIconName(const QString &name);
    void setSwatch(const QColor &color); ///< an invalid colour hides it
    void setHeadVisible(bool visible);
    void setHeadRule(bool visible); ///< the line under the head; charts have none
    void addHeadWidget(QWidget *widget);
    /// Replaces the content and owns it; its margins stay unless setContentMargin() says otherwise.
    void setContent(QWidget *content);
    QWidget *content() const { return m_content; }
    void setContentMargin(int length); ///< for a 13 px font

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void restyle();

    QWidget *m_head;
    QLabel *m_icon;
    TextLabel *m_title;
    ElidedLabel *m_caption;
    QHBoxLayout *m_headLayout;
    QVBoxLayout *m_layout;
    QWidget *m_content = nullptr;
    std::array<QWidget *, 4> m_corners{}; ///< above the content, which is square
    QString m_iconName;
    QColor m_swatch;
    int m_contentMargin = -1; ///< below 0 the content keeps its own
    bool m_rule = true;
};

} // namespace phi1
